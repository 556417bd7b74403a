import { describe, expect, it } from "vitest";
import type { FreezeWindow } from "../storage/port.ts";
import { freezeAt, freezesBetween } from "./freeze.ts";

const at = (text: string) => new Date(text).getTime();
const span = (windows: FreezeWindow[], from: string, to: string) =>
  freezesBetween(windows, at(from), at(to), 100).map(
    (freeze) => `${new Date(freeze.from).toISOString()} ${new Date(freeze.until).toISOString()}`,
  );

/** Friday 17:00 until Monday 9:00. */
const WEEKENDS: FreezeWindow = {
  kind: "recurring",
  name: "Weekends",
  cron: "0 17 * * 5",
  minutes: 64 * 60,
  timeZone: "Europe/Berlin",
};
const recurring = (cron: string, minutes: number, timeZone = "Europe/Berlin"): FreezeWindow => ({
  kind: "recurring",
  name: cron,
  cron,
  minutes,
  timeZone,
});

describe("a window that comes again and again", () => {
  const cases: [string, string, string, string][] = [
    ["in winter", "2026-11-25T00:00Z", "2026-12-01T00:00Z", "2026-11-27T16:00:00.000Z 2026-11-30T08:00:00.000Z"],
    ["in summer", "2026-07-01T00:00Z", "2026-07-08T00:00Z", "2026-07-03T15:00:00.000Z 2026-07-06T07:00:00.000Z"],
    [
      "63 hours when the clocks go forward",
      "2026-03-26T00:00Z",
      "2026-04-01T00:00Z",
      "2026-03-27T16:00:00.000Z 2026-03-30T07:00:00.000Z",
    ],
    [
      "65 hours when they go back",
      "2026-10-22T00:00Z",
      "2026-10-28T00:00Z",
      "2026-10-23T15:00:00.000Z 2026-10-26T08:00:00.000Z",
    ],
  ];
  it.each(cases)("lasts until the clocks show its end: %s", (_, from, to, expected) => {
    expect(span([WEEKENDS], from, to)).toEqual([expected]);
  });

  it("holds from its start up to its end, which it is without", () => {
    const [from, until] = [at("2026-11-27T16:00Z"), at("2026-11-30T08:00Z")];
    expect(freezeAt([WEEKENDS], from - 1)).toBeUndefined();
    for (const now of [from, from + 1, until - 1]) {
      expect(freezeAt([WEEKENDS], now)).toEqual({ name: "Weekends", from, until });
    }
    expect(freezeAt([WEEKENDS], until)).toBeUndefined();
  });

  it("begins when the hour is over that the clocks skip, and once in the one that comes twice", () => {
    const nightly = recurring("30 2 * * *", 60);
    expect(span([nightly], "2026-03-29T00:00Z", "2026-03-29T12:00Z")).toEqual([
      "2026-03-29T01:00:00.000Z 2026-03-29T02:00:00.000Z",
    ]);
    expect(span([nightly], "2026-10-25T00:00Z", "2026-10-25T12:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z 2026-10-25T02:30:00.000Z",
    ]);
  });

  it("ends after it began, also within the hour that comes twice", () => {
    const halfHourly = recurring("*/30 * * * *", 15);
    const spans = freezesBetween([halfHourly], at("2026-10-24T23:00Z"), at("2026-10-25T03:00Z"), 100);
    expect(spans).toHaveLength(8);
    for (const { from, until } of spans) expect(until - from).toBe(15 * 60_000);
  });

  it("where midnight itself is skipped", () => {
    expect(span([recurring("0 0 * * *", 60, "America/Sao_Paulo")], "2018-11-03T12:00Z", "2018-11-04T12:00Z")).toEqual([
      "2018-11-04T03:00:00.000Z 2018-11-04T04:00:00.000Z",
    ]);
  });

  it("that never comes freezes nothing", () => {
    expect(freezeAt([recurring("0 0 31 2 *", 60)], at("2026-11-27T12:00Z"))).toBeUndefined();
    expect(span([recurring("0 0 31 2 *", 60)], "2026-01-01T00:00Z", "2027-01-01T00:00Z")).toEqual([]);
  });
});

describe("several windows", () => {
  const once = (name: string, from: string, until: string): FreezeWindow => ({
    kind: "once",
    name,
    from: at(from),
    until: at(until),
  });
  const party = once("Party", "2026-11-30T07:00Z", "2026-11-30T20:00Z");
  const night = once("Night", "2026-11-30T20:00Z", "2026-12-01T06:00Z");

  it("that follow on each other end with the last, whichever it is told by", () => {
    const until = at("2026-12-01T06:00Z");
    expect(freezeAt([night, party, WEEKENDS], at("2026-11-28T12:00Z"))).toMatchObject({ name: "Weekends", until });
    expect(freezeAt([WEEKENDS, party, night], at("2026-11-30T07:30Z"))).toMatchObject({ name: "Party", until });
  });

  it("with a gap between them end with the first", () => {
    const later = once("Later", "2026-12-02T00:00Z", "2026-12-03T00:00Z");
    expect(freezeAt([party, later], at("2026-11-30T12:00Z"))).toMatchObject({ until: at("2026-11-30T20:00Z") });
  });

  it("are listed in order, as many as fit, those that begin before the span included", () => {
    expect(span([night, WEEKENDS, party], "2026-11-30T07:30Z", "2026-12-05T00:00Z")).toEqual([
      "2026-11-27T16:00:00.000Z 2026-11-30T08:00:00.000Z",
      "2026-11-30T07:00:00.000Z 2026-11-30T20:00:00.000Z",
      "2026-11-30T20:00:00.000Z 2026-12-01T06:00:00.000Z",
      "2026-12-04T16:00:00.000Z 2026-12-07T08:00:00.000Z",
    ]);
    expect(
      freezesBetween([recurring("* * * * *", 1)], at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z"), 3),
    ).toHaveLength(3);
  });
});
