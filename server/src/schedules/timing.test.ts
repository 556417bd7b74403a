import { describe, expect, it } from "vitest";
import { lastUntil, nextAfter, timesBetween } from "./timing.ts";

const utc = (text: string) => Date.parse(`${text}Z`);
const berlin = (cron: string) => ({ cron, timeZone: "Europe/Berlin" });
const hours = (times: number[]) => times.map((time) => new Date(time).toISOString().slice(5, 16));

describe("times of a zone", () => {
  // 2027: from 2 to 3 o'clock on March 28, from 3 to 2 on October 31, both at 1:00 UTC.
  it.each([
    [
      "a fixed hour that is skipped",
      "30 2 * * *",
      "2027-03-28T00:00:00",
      ["03-28T01:00", "03-29T00:30", "03-30T00:30"],
    ],
    [
      "a fixed hour that comes twice",
      "30 2 * * *",
      "2027-10-31T00:00:00",
      ["10-31T00:30", "11-01T01:30", "11-02T01:30"],
    ],
    [
      "every hour, where one is skipped",
      "30 * * * *",
      "2027-03-28T00:00:00",
      ["03-28T00:30", "03-28T01:30", "03-28T02:30"],
    ],
    [
      "every hour, where one comes twice",
      "30 * * * *",
      "2027-10-31T00:00:00",
      ["10-31T00:30", "10-31T01:30", "10-31T02:30"],
    ],
    ["midnight", "0 0 * * *", "2027-03-27T22:00:00", ["03-27T23:00", "03-28T22:00", "03-29T22:00"]],
  ])("%s", (_, cron, from, expected) => {
    const start = utc(from);
    expect(hours(timesBetween(berlin(cron), start, start + 4 * 86_400_000, 3))).toEqual(expected);
    // One after the other they are the same, whatever the clock says meanwhile.
    const found: number[] = [];
    for (let at = start - 1; found.length < 3; ) {
      at = nextAfter(berlin(cron), at) ?? Number.NaN;
      found.push(at);
    }
    expect(hours(found)).toEqual(expected);
  });

  it("follow one another without a gap and without an end, around each change of the clocks", () => {
    for (const timeZone of ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]) {
      const timing = { cron: "15 */6 * * *", timeZone };
      for (let at of [utc("2027-03-10T00:00:00"), utc("2027-10-01T00:00:00"), utc("2027-10-30T00:00:00")]) {
        for (let i = 0; i < 100; i++) {
          const next = nextAfter(timing, at) ?? Number.NaN;
          expect(next - at).toBeGreaterThan(0);
          expect(next - at).toBeLessThanOrEqual(7 * 3_600_000);
          expect(lastUntil(timing, at, next)).toBe(next);
          expect(lastUntil(timing, at, next - 1)).toBeUndefined();
          at = next;
        }
      }
    }
  });

  it("a one-off has none after its own", () => {
    expect(nextAfter({ timeZone: "UTC" }, 5)).toBeUndefined();
    expect(lastUntil({ timeZone: "UTC" }, 5, 9)).toBeUndefined();
    expect(timesBetween({ timeZone: "UTC" }, 5, 9, 9)).toEqual([]);
  });
});
