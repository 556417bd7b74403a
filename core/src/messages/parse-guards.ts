import { HIGHEST_BUCKET, LOWEST_BUCKET } from "../hash/guard-bucket.ts";
import {
  describe,
  expected,
  type Fields,
  isCount,
  isLabel,
  isObject,
  LABEL_RULE,
  type MessageProblem,
} from "./message-checks.ts";
import {
  GUARD_SHARDS,
  type GuardCounts,
  type GuardGroup,
  type GuardReport,
  type Guards,
  MAX_GUARD_METRICS,
  MAX_GUARD_REPORTS,
} from "./messages.ts";

/** Of one number in one report: far more than a process serves in its seconds, and far from where sums lose their ones. */
const MAX_GUARD_COUNT = 1_000_000_000;
const MAX_STAGE = 100;

/**
 * Numbers that may roll a flag back are taken whole or not at all: half a report is another report. Never throws.
 */
export function readGuards({ seq, reports }: Fields): Guards | MessageProblem {
  if (!isCount(seq) || seq === 0) return expected("guards.seq", "an integer from 1", seq);
  if (!Array.isArray(reports)) return expected("guards.reports", "an array", reports);
  if (reports.length === 0 || reports.length > MAX_GUARD_REPORTS) {
    return { problem: `guards.reports must have 1 to ${MAX_GUARD_REPORTS} entries, received ${reports.length}` };
  }
  const read: GuardReport[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of reports.entries()) {
    const at = `guards.reports[${index}]`;
    const report = readGuardReport(at, entry);
    if ("problem" in report) return report;
    const id = `${report.plan}\n${report.stage}`;
    if (seen.has(id)) return { problem: `${at} must be the only one of its plan and stage, it is the second` };
    seen.add(id);
    read.push(report);
  }
  return { type: "guards", seq, reports: read };
}

function readGuardReport(at: string, entry: unknown): GuardReport | MessageProblem {
  if (!isObject(entry)) return expected(at, "an object", entry);
  const { flag, plan, stage, percentage } = entry;
  if (!isLabel(flag)) return expected(`${at}.flag`, LABEL_RULE, flag);
  if (!isLabel(plan)) return expected(`${at}.plan`, LABEL_RULE, plan);
  if (!isCount(stage) || stage > MAX_STAGE) return expected(`${at}.stage`, `an integer from 0 to ${MAX_STAGE}`, stage);
  if (typeof percentage !== "number" || !(percentage > 0 && percentage <= 100)) {
    return expected(`${at}.percentage`, "a number above 0, up to 100", percentage);
  }
  const treated = readGroup(`${at}.treated`, entry.treated);
  if ("problem" in treated) return treated;
  const control = readGroup(`${at}.control`, entry.control);
  if ("problem" in control) return control;
  return { flag, plan, stage, percentage, treated, control };
}

function readGroup(at: string, entry: unknown): GuardGroup | MessageProblem {
  if (!isObject(entry)) return expected(at, "an object", entry);
  const { requests, metrics } = entry;
  if (!isCount(requests) || requests > MAX_GUARD_COUNT) {
    return expected(`${at}.requests`, `an integer from 0 to ${MAX_GUARD_COUNT}`, requests);
  }
  const units = readShards(`${at}.units`, entry.units);
  if ("problem" in units) return units;
  if (!Array.isArray(metrics)) return expected(`${at}.metrics`, "an array", metrics);
  if (metrics.length > MAX_GUARD_METRICS) {
    return { problem: `${at}.metrics may have ${MAX_GUARD_METRICS} entries, received ${metrics.length}` };
  }
  const counts: GuardCounts[] = [];
  for (const [index, metric] of metrics.entries()) {
    const read = readMetric(`${at}.metrics[${index}]`, metric);
    if ("problem" in read) return read;
    if (counts.some((other) => other.metric === read.metric)) {
      return { problem: `${at}.metrics has ${describe(read.metric)} twice` };
    }
    counts.push(read);
  }
  return { requests, units: units.flat, metrics: counts };
}

function readMetric(at: string, entry: unknown): GuardCounts | MessageProblem {
  if (!isObject(entry)) return expected(at, "an object", entry);
  const { metric } = entry;
  if (!isLabel(metric)) return expected(`${at}.metric`, LABEL_RULE, metric);
  if (entry.cells !== undefined) {
    const cells = readCells(`${at}.cells`, entry.cells);
    return "problem" in cells ? cells : { metric, cells: cells.flat };
  }
  const of = readShards(`${at}.of`, entry.of);
  if ("problem" in of) return of;
  const bad = readShards(`${at}.bad`, entry.bad);
  return "problem" in bad ? bad : { metric, of: of.flat, bad: bad.flat };
}

const isShard = (value: unknown): value is number => isCount(value) && value < GUARD_SHARDS;
const isGuardCount = (value: unknown): value is number => isCount(value) && value > 0 && value <= MAX_GUARD_COUNT;
const isBucket = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= LOWEST_BUCKET && (value as number) <= HIGHEST_BUCKET;

/** Rising, so that nothing is named twice and the length is bounded. */
function readShards(at: string, entry: unknown): { flat: number[] } | MessageProblem {
  const rule = `pairs of a shard below ${GUARD_SHARDS}, rising, and a count from 1 to ${MAX_GUARD_COUNT}`;
  if (!Array.isArray(entry) || entry.length % 2 !== 0) return expected(at, rule, entry);
  let before = -1;
  for (let index = 0; index < entry.length; index += 2) {
    const shard: unknown = entry[index];
    if (!isShard(shard) || shard <= before || !isGuardCount(entry[index + 1])) {
      return { problem: `${at} must be ${rule}, received ${describe(shard)} and ${describe(entry[index + 1])}` };
    }
    before = shard;
  }
  return { flat: entry.slice() };
}

function readCells(at: string, entry: unknown): { flat: number[] } | MessageProblem {
  const rule = `triples of a shard below ${GUARD_SHARDS}, a bucket from ${LOWEST_BUCKET} to ${HIGHEST_BUCKET}, rising, and a count`;
  if (!Array.isArray(entry) || entry.length % 3 !== 0) return expected(at, rule, entry);
  let before = -1;
  for (let index = 0; index < entry.length; index += 3) {
    const shard: unknown = entry[index];
    const cell: unknown = entry[index + 1];
    const count: unknown = entry[index + 2];
    const place = isShard(shard) && isBucket(cell) ? shard * 1_000 + cell - LOWEST_BUCKET : -1;
    if (place <= before || !isGuardCount(count)) {
      const received = [shard, cell, count].map(describe).join(", ");
      return { problem: `${at} must be ${rule} from 1 to ${MAX_GUARD_COUNT}, received ${received}` };
    }
    before = place;
  }
  return { flat: entry.slice() };
}
