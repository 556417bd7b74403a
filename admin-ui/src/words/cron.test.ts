import { describe, expect, it } from "vitest";
import { cronWords, fromOnDays, nextTimes, onDaysOf } from "./cron.ts";

const iso = (times: number[]) => times.map((time) => new Date(time).toISOString());

describe("a cron expression", () => {
  it("is said in words when it is of days and a time", () => {
    expect(cronWords("0 9 * * *")).toBe("every day at 09:00");
    expect(cronWords("30 17 * * 5")).toBe("every Friday at 17:30");
    expect(cronWords("0 9 * * 0,1,3")).toBe("every Monday, Wednesday and Sunday at 09:00");
    expect(cronWords("0 9 * * 7")).toBe("every Sunday at 09:00");
    expect(cronWords("0 9 1 * *")).toBe("at “0 9 1 * *”");
    expect(cronWords("*/5 * * * *")).toBe("at “*/5 * * * *”");
  });

  it("is the same again after it was read and written", () => {
    for (const cron of ["0 9 * * *", "5 0 * * 1,5", "59 23 * * 0"]) {
      const on = onDaysOf(cron);
      expect(on && fromOnDays(on)).toBe(cron);
    }
    expect(onDaysOf("0 9 1 * *")).toBeUndefined();
  });

  it("comes at the same time by the clocks of its zone, before and after summer time ends", () => {
    const after = Date.parse("2026-10-23T12:00:00Z");
    expect(iso(nextTimes("0 9 * * *", "Europe/Berlin", after, 3))).toEqual([
      "2026-10-24T07:00:00.000Z",
      "2026-10-25T08:00:00.000Z",
      "2026-10-26T08:00:00.000Z",
    ]);
  });

  it("comes when the hour is over where the clocks skip it, and the first time only where they show it twice", () => {
    const spring = Date.parse("2026-03-28T12:00:00Z");
    expect(iso(nextTimes("30 2 * * *", "Europe/Berlin", spring, 2))).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
    const autumn = Date.parse("2026-10-24T12:00:00Z");
    expect(iso(nextTimes("30 2 * * *", "Europe/Berlin", autumn, 2))).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });

  it("is refused when it means nothing", () => {
    expect(() => nextTimes("every day", "UTC", 0, 1)).toThrow();
    expect(() => nextTimes("0 9 * * *", "Mars/Olympus", 0, 1)).toThrow();
  });
});
