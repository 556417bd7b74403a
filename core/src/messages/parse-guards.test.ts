import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSdkMessage } from "./parse-message.ts";
import { parseReportRequest } from "./parse-report.ts";

const parse = (message: unknown) => parseSdkMessage(JSON.stringify(message));

const group = {
  requests: 21,
  units: [3, 17, 9, 4],
  metrics: [
    { metric: "errors", of: [3, 17, 9, 4], bad: [9, 1] },
    { metric: "latency", cells: [3, -160, 2, 3, 57, 15, 9, 400, 4] },
  ],
};
const nothing = { requests: 0, units: [], metrics: [] };
const report = { flag: "checkout", plan: "p1", stage: 0, percentage: 5, treated: group, control: nothing };
const guards = { type: "guards", seq: 1, reports: [report] };

test("what was counted for guards is taken, on the stream and over HTTP", () => {
  const both = { ...guards, reports: [report, { ...report, stage: 1, percentage: 25 }] };
  expect(parse(both)).toEqual(both);
  const { type, ...rest } = guards;
  const request = { sdk: "node/0.1.0", instance: "i", guards: rest };
  expect(parseReportRequest(request)).toEqual(request);
});

test("without what the protocol doesn't name", () => {
  expect(parse({ ...guards, mood: "good", reports: [{ ...report, treated: { ...group, mood: "good" } }] })).toEqual(
    guards,
  );
});

describe("malformed, it is left out whole, and is no reason to end the stream:", () => {
  const first = group.metrics[0];
  const withGroup = (change: object) => ({ ...guards, reports: [report, { ...report, stage: 1, ...change }] });
  const withMetric = (change: object) => withGroup({ treated: { ...group, metrics: [{ ...first, ...change }] } });
  test.each<[string, object]>([
    ["seq", { ...guards, seq: 0 }],
    ["no reports", { ...guards, reports: [] }],
    ["too many reports", { ...guards, reports: Array.from({ length: 21 }, (_, stage) => ({ ...report, stage })) }],
    ["a stage twice", { ...guards, reports: [report, report] }],
    ["reports that are none", { ...guards, reports: [null] }],
    ["the stage", withGroup({ stage: -1 })],
    ["the share", withGroup({ percentage: 0 })],
    ["a share above all", withGroup({ percentage: 100.1 })],
    ["a group", withGroup({ control: [] })],
    ["requests", withGroup({ treated: { ...group, requests: 1.5 } })],
    ["more than any process serves", withGroup({ treated: { ...group, requests: 1e12 } })],
    ["a shard that is none", withGroup({ treated: { ...group, units: [32, 1] } })],
    ["a shard twice", withGroup({ treated: { ...group, units: [3, 1, 3, 1] } })],
    ["half a pair", withGroup({ treated: { ...group, units: [3] } })],
    ["less than none", withGroup({ treated: { ...group, units: [3, -1] } })],
    ["a metric twice", withGroup({ treated: { ...group, metrics: [first, first] } })],
    ["bad ones", withMetric({ bad: undefined })],
    ["a metric's name", withMetric({ metric: "a\nb" })],
    ["cells in disorder", withMetric({ cells: [3, 1, 1, 2, 1, 1] })],
    ["a bucket that is none", withMetric({ cells: [3, 401, 1] })],
    ["half a cell", withMetric({ cells: [3, 40] })],
  ])("%s", (_, message) => {
    expect(parse(message)).toEqual({ problem: expect.stringContaining("guards"), harmless: true });
  });

  test("whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("seq", "reports"), (value, name) => {
        const read = parse({ ...guards, [name]: value });
        expect(read && ("problem" in read || read.type === "guards")).toBe(true);
      }),
    );
  });
});
