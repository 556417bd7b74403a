import type { ErrorCode, Reason } from "../flag.ts";
import {
  expected,
  type Fields,
  HAVE_RULE,
  isContext,
  isCount,
  isHave,
  isLabel,
  isObject,
  LABEL_RULE,
  type MessageProblem,
  readHave,
} from "./message-checks.ts";
import { type Evaluations, MAX_EVALUATIONS, MAX_REPORT_ENTRIES, type Report, type ReportRequest } from "./messages.ts";
import { readGuards } from "./parse-guards.ts";

/** Of one entry: more than any process evaluates in days, and far from where sums of numbers lose their ones. */
export const MAX_REPORT_COUNT = 1_000_000_000_000;
/** Of an event's values, up or down. */
export const MAX_REPORT_SUM = 1e15;

const REASONS: readonly Reason[] = [
  "STATIC",
  "TARGETING_MATCH",
  "SPLIT",
  "DEFAULT",
  "DISABLED",
  "PREREQUISITE_FAILED",
  "ERROR",
];
const ERROR_CODES: readonly ErrorCode[] = [
  "FLAG_NOT_FOUND",
  "PARSE_ERROR",
  "TYPE_MISMATCH",
  "TARGETING_KEY_MISSING",
  "PROVIDER_NOT_READY",
  "GENERAL",
];
/** The last moment that a date can have (ECMAScript, 21.4.1.1). */
const LAST_MOMENT = 8.64e15;

const COUNT_RULE = `an integer from 1 to ${MAX_REPORT_COUNT}`;

/**
 * The body of `POST /v1/report`, field by field. Never throws.
 *
 * @param value JSON that was parsed
 */
export function parseReportRequest(value: unknown): ReportRequest | MessageProblem {
  if (!isObject(value)) return expected("the body", "an object", value);
  const { sdk, instance, app, applied, report, guards } = value;
  if (!isLabel(sdk)) return expected("sdk", LABEL_RULE, sdk);
  if (!isLabel(instance)) return expected("instance", LABEL_RULE, instance);
  const request: ReportRequest = { sdk, instance };
  if (app !== undefined) {
    if (!isLabel(app)) return expected("app", LABEL_RULE, app);
    request.app = app;
  }
  if (applied !== undefined) {
    if (!isHave(applied)) return expected("applied", HAVE_RULE, applied);
    request.applied = readHave(applied);
  }
  if (report !== undefined) {
    if (!isObject(report)) return expected("report", "an object", report);
    const read = readReport(report);
    if ("problem" in read) return read;
    const { type, ...rest } = read;
    request.report = rest;
  }
  if (guards !== undefined) {
    if (!isObject(guards)) return expected("guards", "an object", guards);
    const read = readGuards(guards);
    if ("problem" in read) return read;
    const { type, ...rest } = read;
    request.guards = rest;
  }
  return request;
}

/**
 * What is named by applications, unknown keys and events, may be anything: what can't be kept is left out and counted in
 * `dropped`. The rest is the SDK's own, and must be right.
 */
export function readReport({ seq, evaluations, unknown, events, dropped }: Fields): Report | MessageProblem {
  if (!isCount(seq) || seq === 0) return expected("report.seq", "an integer from 1", seq);
  if (dropped !== undefined && !isCount(dropped)) return expected("report.dropped", "an integer from 0", dropped);
  if (!Array.isArray(evaluations)) return expected("report.evaluations", "an array", evaluations);
  if (unknown !== undefined && !Array.isArray(unknown)) return expected("report.unknown", "an array", unknown);
  if (events !== undefined && !Array.isArray(events)) return expected("report.events", "an array", events);
  const entries = evaluations.length + (unknown?.length ?? 0) + (events?.length ?? 0);
  if (entries > MAX_REPORT_ENTRIES) {
    return { problem: `a report may have ${MAX_REPORT_ENTRIES} entries over all lists, this one has ${entries}` };
  }
  const counted: Report["evaluations"] = [];
  for (const [index, entry] of evaluations.entries()) {
    const at = `report.evaluations[${index}]`;
    if (!isObject(entry)) return expected(at, "an object", entry);
    const { flag, variant, count } = entry;
    if (!isLabel(flag)) return expected(`${at}.flag`, LABEL_RULE, flag);
    if (variant !== null && !isLabel(variant)) return expected(`${at}.variant`, `null or ${LABEL_RULE}`, variant);
    if (!isReportCount(count)) return expected(`${at}.count`, COUNT_RULE, count);
    counted.push({ flag, variant, count });
  }
  const keys = (unknown ?? []).flatMap(readUnknown);
  const tracked = (events ?? []).flatMap(readEvent);
  const lost = entries - counted.length - keys.length - tracked.length;
  const all = Math.min(Number.MAX_SAFE_INTEGER, (dropped ?? 0) + lost);
  return {
    type: "report",
    seq,
    evaluations: counted,
    ...(unknown && { unknown: keys }),
    ...(events && { events: tracked }),
    ...(all > 0 && { dropped: all }),
  };
}

function readUnknown(entry: unknown) {
  if (!isObject(entry)) return [];
  const { flag, count } = entry;
  return isLabel(flag) && isReportCount(count) ? [{ flag, count }] : [];
}

function readEvent(entry: unknown) {
  if (!isObject(entry)) return [];
  const { event, count, sum } = entry;
  const isSum = typeof sum === "number" && Math.abs(sum) <= MAX_REPORT_SUM;
  return isLabel(event) && isReportCount(count) && isSum ? [{ event, count, sum }] : [];
}

function isReportCount(value: unknown): value is number {
  return isCount(value) && value >= 1 && value <= MAX_REPORT_COUNT;
}

/** Of the contexts only that they are objects is looked at here: nothing evaluates with them. */
export function readEvaluations({ items, dropped }: Fields): Evaluations | MessageProblem {
  if (!Array.isArray(items)) return expected("evaluations.items", "an array", items);
  if (items.length > MAX_EVALUATIONS) {
    return { problem: `evaluations.items may have ${MAX_EVALUATIONS} entries, this one has ${items.length}` };
  }
  if (dropped !== undefined && !isCount(dropped)) return expected("evaluations.dropped", "an integer from 0", dropped);
  const read: Evaluations["items"] = [];
  for (const [index, entry] of items.entries()) {
    const item = readEvaluation(`evaluations.items[${index}]`, entry);
    if ("problem" in item) return item;
    read.push(item);
  }
  return { type: "evaluations", items: read, ...(dropped !== undefined && { dropped }) };
}

function readEvaluation(name: string, entry: unknown): Evaluations["items"][number] | MessageProblem {
  if (!isObject(entry)) return expected(name, "an object", entry);
  const { flag, variant, reason, ruleId, errorCode, at, context } = entry;
  if (!isLabel(flag)) return expected(`${name}.flag`, LABEL_RULE, flag);
  if (variant !== null && !isLabel(variant)) return expected(`${name}.variant`, `null or ${LABEL_RULE}`, variant);
  if (!isOneOf(REASONS, reason)) return expected(`${name}.reason`, `one of ${REASONS.join(", ")}`, reason);
  if (ruleId !== undefined && !isLabel(ruleId)) return expected(`${name}.ruleId`, LABEL_RULE, ruleId);
  if (errorCode !== undefined && !isOneOf(ERROR_CODES, errorCode)) {
    return expected(`${name}.errorCode`, `one of ${ERROR_CODES.join(", ")}`, errorCode);
  }
  if (typeof at !== "number" || at < 0 || at > LAST_MOMENT) {
    return expected(`${name}.at`, "milliseconds since 1970", at);
  }
  if (!isContext(context)) return expected(`${name}.context`, "an object", context);
  return {
    flag,
    variant,
    reason,
    ...(ruleId !== undefined && { ruleId }),
    ...(errorCode !== undefined && { errorCode }),
    at,
    context,
  };
}

const isOneOf = <Word extends string>(words: readonly Word[], value: unknown): value is Word =>
  words.includes(value as Word);
