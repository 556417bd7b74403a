import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_EVALUATIONS, MAX_REPORT_ENTRIES } from "./messages.ts";
import { parseSdkMessage } from "./parse-message.ts";
import { parseReportRequest } from "./parse-report.ts";

const parse = (message: unknown) => parseSdkMessage(JSON.stringify(message));
const label = "1 to 100 characters, none of them a control character";
const count = "an integer from 1 to 1000000000000";

const report = { type: "report", seq: 1, evaluations: [{ flag: "checkout", variant: "on", count: 3 }] };
const evaluation = { flag: "checkout", variant: "on", reason: "SPLIT", at: 1, context: { targetingKey: "ann" } };

describe("a report is taken", () => {
  test.each([
    report,
    { type: "report", seq: 7, evaluations: [] },
    {
      ...report,
      evaluations: [{ flag: "__proto__", variant: null, count: 1_000_000_000_000 }],
      unknown: [{ flag: "chekout", count: 2 }],
      events: [{ event: "paid", count: 2, sum: -0.5 }],
      dropped: 4,
    },
  ])("%j", (message) => {
    expect(parse(message)).toEqual(message);
  });

  test("without what the protocol doesn't name", () => {
    const from = (more: object) => ({ ...report, evaluations: [{ ...report.evaluations[0], ...more }], ...more });
    expect(parse(from({ mood: "good" }))).toEqual(report);
  });

  test("without unknown keys and events that can't be kept: what applications name may be anything, and is counted", () => {
    const unknown = [{ flag: "ok", count: 1 }, { flag: "", count: 1 }, { flag: "x".repeat(101), count: 1 }, null];
    const events = [
      { event: "ok", count: 1, sum: 2 },
      { event: "a\nb", count: 1, sum: 0 },
      { event: "nan", count: 1, sum: "NaN" },
      { event: "infinite", count: 1, sum: null },
      { event: "huge", count: 1, sum: 1e300 },
      { event: "no-sum", count: 1 },
      { event: "forged", count: 1e300, sum: 0 },
    ];
    expect(parse({ ...report, unknown, events, dropped: 1 })).toEqual({
      ...report,
      unknown: [{ flag: "ok", count: 1 }],
      events: [{ event: "ok", count: 1, sum: 2 }],
      dropped: 1 + 3 + 6,
    });
  });
});

describe("what is wrong with a report is said, and is no reason to end the stream", () => {
  const entry = (more: object) => ({
    ...report,
    evaluations: [report.evaluations[0], { flag: "f", variant: "on", count: 1, ...more }],
  });
  const many = Array.from({ length: MAX_REPORT_ENTRIES }, (_, index) => ({
    flag: `f${index}`,
    variant: "on",
    count: 1,
  }));
  test.each<[object, string]>([
    [{ ...report, seq: undefined }, "report.seq must be an integer from 1, received nothing"],
    [{ ...report, seq: 0 }, "report.seq must be an integer from 1, received 0"],
    [{ ...report, seq: 1.5 }, "report.seq must be an integer from 1, received 1.5"],
    [{ ...report, evaluations: {} }, "report.evaluations must be an array, received an object"],
    [{ ...report, unknown: "chekout" }, 'report.unknown must be an array, received "chekout"'],
    [{ ...report, events: 1 }, "report.events must be an array, received 1"],
    [{ ...report, dropped: -1 }, "report.dropped must be an integer from 0, received -1"],
    [entry({ flag: 7 }), `report.evaluations[1].flag must be ${label}, received 7`],
    [entry({ variant: undefined }), `report.evaluations[1].variant must be null or ${label}, received nothing`],
    [entry({ count: -1 }), `report.evaluations[1].count must be ${count}, received -1`],
    [entry({ count: 0 }), `report.evaluations[1].count must be ${count}, received 0`],
    [entry({ count: 1e300 }), `report.evaluations[1].count must be ${count}, received 1e+300`],
    [entry({ count: "NaN" }), `report.evaluations[1].count must be ${count}, received "NaN"`],
    [entry({ count: null }), `report.evaluations[1].count must be ${count}, received null`],
    [{ ...report, evaluations: [[]] }, "report.evaluations[0] must be an object, received an array"],
    [
      { ...report, evaluations: many, unknown: [{ flag: "x", count: 1 }] },
      "a report may have 1000 entries over all lists, this one has 1001",
    ],
  ])("%#", (message, problem) => {
    // Long ones don't fit into a message of the stream, but into a body.
    expect(parseReportRequest({ sdk: "s", instance: "i", report: message })).toEqual({ problem });
    const text = JSON.stringify(message);
    if (text.length < 65_536) expect(parseSdkMessage(text)).toEqual({ problem, harmless: true });
  });
});

describe("evaluations as they happened", () => {
  test("are taken, and nothing else of them", () => {
    const whole = { ...evaluation, variant: null, reason: "ERROR", ruleId: "r1", errorCode: "TYPE_MISMATCH" };
    const message = { type: "evaluations", items: [evaluation, whole], dropped: 3 };
    expect(parse(message)).toEqual(message);
    expect(parse({ type: "evaluations", items: [{ ...evaluation, value: "secret" }] })).toEqual({
      type: "evaluations",
      items: [evaluation],
    });
  });

  const item = (more: object) => ({ type: "evaluations", items: [{ ...evaluation, ...more }] });
  test.each<[object, RegExp]>([
    [{ type: "evaluations" }, /^evaluations.items must be an array, received nothing$/],
    [{ type: "evaluations", items: Array(MAX_EVALUATIONS + 1).fill(evaluation) }, /100 entries, this one has 101$/],
    [{ type: "evaluations", items: [], dropped: 0.5 }, /^evaluations.dropped must be an integer from 0/],
    [{ type: "evaluations", items: ["x"] }, /^evaluations.items\[0\] must be an object, received "x"$/],
    [item({ flag: "" }), /^evaluations.items\[0\].flag must be/],
    [item({ variant: 1 }), /^evaluations.items\[0\].variant must be null or/],
    [item({ reason: "WHIM" }), /^evaluations.items\[0\].reason must be one of STATIC, .*, received "WHIM"$/],
    [item({ ruleId: "" }), /^evaluations.items\[0\].ruleId must be/],
    [item({ errorCode: "OOPS" }), /^evaluations.items\[0\].errorCode must be one of/],
    [item({ at: "now" }), /^evaluations.items\[0\].at must be milliseconds since 1970, received "now"$/],
    [item({ at: 1e300 }), /^evaluations.items\[0\].at must be/],
    [item({ context: [] }), /^evaluations.items\[0\].context must be an object, received an array$/],
  ])("%#", (message, problem) => {
    expect(parse(message)).toEqual({ problem: expect.stringMatching(problem), harmless: true });
  });
});

describe("the body of POST /v1/report", () => {
  const body = { sdk: "node/1", instance: "i-1" };
  const { type, ...bare } = report;

  test.each([
    body,
    { ...body, applied: { epoch: "e", version: 3, stamp: "s" } },
    { ...body, app: "shop", applied: { epoch: "e", version: 3 }, report: bare },
  ])("is taken: %j", (value) => {
    expect(parseReportRequest(value)).toEqual(value);
  });

  test.each<[unknown, string]>([
    [null, "the body must be an object, received null"],
    [{ ...body, sdk: undefined }, `sdk must be ${label}, received nothing`],
    [{ ...body, instance: "a\u0000" }, `instance must be ${label}, received "a\\u0000"`],
    [{ ...body, app: "" }, `app must be ${label}, received ""`],
    [{ ...body, applied: 3 }, "applied must be { epoch: string, version: integer from 0, stamp?: string }, received 3"],
    [{ ...body, report: [] }, "report must be an object, received an array"],
    [{ ...body, report: { seq: 1 } }, "report.evaluations must be an array, received nothing"],
  ])("is refused: %j", (value, problem) => {
    expect(parseReportRequest(value)).toEqual({ problem });
  });
});

test("nothing throws, and what is taken is taken again as it is", () => {
  const entries = fc.array(fc.oneof(fc.object(), fc.constant(report.evaluations[0])), { maxLength: 3 });
  const messages = fc.record({
    type: fc.constantFrom("report", "evaluations"),
    seq: fc.anything(),
    evaluations: fc.oneof(fc.anything(), entries),
    unknown: fc.oneof(fc.anything(), entries),
    events: fc.oneof(fc.anything(), entries),
    items: fc.oneof(fc.anything(), entries),
  });
  fc.assert(
    fc.property(messages, (message) => {
      let text: string;
      try {
        text = JSON.stringify(message);
      } catch {
        return;
      }
      const taken = parseSdkMessage(text);
      if (taken && !("problem" in taken)) expect(parse(taken)).toEqual(taken);
    }),
  );
});
