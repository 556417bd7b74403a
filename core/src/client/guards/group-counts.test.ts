import { describe, expect, it } from "vitest";
import type { GuardMetric } from "../../flag.ts";
import { createGroupCounts } from "./index.ts";

const countOf = (...metrics: GuardMetric[]) => createGroupCounts(metrics);
const event = (fields: object): GuardMetric => ({ key: "m", kind: "count", from: "event", event: "paid", ...fields });

describe("what a group counts", () => {
  it("requests by shard: how many, how many failed, how long they took", () => {
    const group = countOf(
      { key: "errors", kind: "count", from: "requests" },
      { key: "latency", kind: "values", from: "requests" },
    );
    group.request(9, { durationMs: 100, failed: false });
    group.request(9, { durationMs: 101, failed: true });
    group.request(3, { durationMs: 8, failed: false });
    expect(group.read()).toEqual({
      requests: 3,
      units: [],
      metrics: [
        { metric: "errors", of: [3, 1, 9, 2], bad: [9, 1] },
        // 8 = 2^3 is the end of bucket 23; 100 and 101 are in (2^(53/8), 2^(54/8)] = (98.7, 107.6].
        { metric: "latency", cells: [3, 23, 1, 9, 53, 2] },
      ],
    });
  });

  it("evaluations in the place of requests say nothing of how they went", () => {
    const group = countOf({ key: "errors", kind: "count", from: "requests" });
    group.request(1);
    expect(group.read()).toEqual({ requests: 1, units: [], metrics: [] });
  });

  it("an event without a bound is bad, and counted against requests", () => {
    const group = countOf(event({}));
    group.request(1);
    group.request(2);
    group.event(2, "paid", undefined);
    group.event(2, "other", undefined);
    expect(group.read().metrics).toEqual([{ metric: "m", of: [1, 1, 2, 1], bad: [2, 1] }]);
  });

  it("with a bound, against all that have a value", () => {
    const group = countOf(event({ badAbove: 250 }));
    for (const value of [100, 250, 251, Number.NaN, undefined]) group.event(0, "paid", value);
    expect(group.read().metrics).toEqual([{ metric: "m", of: [0, 3], bad: [0, 1] }]);
    const below = countOf(event({ badBelow: 1 }));
    for (const value of [0, 1]) below.event(0, "paid", value);
    expect(below.read().metrics).toEqual([{ metric: "m", of: [0, 2], bad: [0, 1] }]);
  });

  it("against another event where one is named", () => {
    const group = countOf(event({ event: "checkout.failed", per: "checkout.started" }));
    for (const name of ["checkout.started", "checkout.started", "checkout.failed"]) group.event(4, name, 1);
    expect(group.read().metrics).toEqual([{ metric: "m", of: [4, 2], bad: [4, 1] }]);
  });

  it("values of any size, zero and below in the lowest bucket", () => {
    const group = countOf({ key: "worth", kind: "values", from: "event", event: "paid" });
    for (const value of [-3, 0, 1e-30, 1, 1e300, undefined]) group.event(31, "paid", value);
    expect(group.read().metrics).toEqual([{ metric: "worth", cells: [31, -160, 3, 31, -1, 1, 31, 400, 1] }]);
  });

  it("grows by what a report of it would hold", () => {
    const group = countOf({ key: "latency", kind: "values", from: "requests" });
    for (let i = 0; i < 1_000; i++) group.request(5, { durationMs: 20, failed: false });
    expect(group.size).toBe(5);
    group.unit(5);
    expect(group.size).toBe(7);
  });
});
