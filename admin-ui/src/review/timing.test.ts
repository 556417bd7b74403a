import { describe, expect, it } from "vitest";
import { firstTiming, readTiming, type Timing } from "./timing.ts";

const now = Date.parse("2026-10-23T12:20:00Z");
const timing = (part: Partial<Timing>): Timing => ({
  shape: "once",
  wall: "2026-10-26T09:00",
  time: "09:00",
  days: [1],
  cron: "0 9 1 * *",
  timeZone: "Europe/Berlin",
  ...part,
});

describe("when a change is to be done", () => {
  it("is once, by the clocks of the place that is named", () => {
    const at = Date.parse("2026-10-26T08:00:00Z");
    expect(readTiming(timing({}), now, undefined)).toEqual({ when: { at, timeZone: "Europe/Berlin" }, next: [at] });
  });

  it("is again and again, with the next times across the end of summer time", () => {
    expect(readTiming(timing({ shape: "daily" }), now, undefined)).toEqual({
      when: { cron: "0 9 * * *", timeZone: "Europe/Berlin" },
      next: ["2026-10-24T07:00Z", "2026-10-25T08:00Z", "2026-10-26T08:00Z"].map(Date.parse),
    });
    expect(readTiming(timing({ shape: "weekly", days: [5, 1] }), now, undefined)).toMatchObject({
      when: { cron: "0 9 * * 1,5" },
    });
    expect(readTiming(timing({ shape: "cron" }), now, undefined)).toMatchObject({ when: { cron: "0 9 1 * *" } });
  });

  it("is named as wrong when it is past, frozen, empty, never, or no expression", () => {
    const problem = (part: Partial<Timing>, earliest?: number) => readTiming(timing(part), now, earliest);
    expect(problem({ wall: "2026-10-20T09:00" })).toEqual({ problem: "It must be in the future." });
    expect(problem({ wall: "" })).toEqual({ problem: "A day and a time are needed." });
    expect(problem({}, Date.parse("2026-10-27T00:00:00Z"))).toEqual({
      problem: "It is frozen until Tue 27 Oct, 01:00.",
    });
    expect(problem({ shape: "weekly", days: [] })).toEqual({ problem: "A day of the week is needed." });
    expect(problem({ shape: "daily", time: "" })).toEqual({ problem: "A time is needed." });
    expect(problem({ shape: "cron", cron: "0 0 30 2 *" })).toEqual({ problem: "It never comes." });
    expect(problem({ shape: "cron", cron: "soon" })).toMatchObject({ problem: /can’t be understood/ });
    expect(problem({ timeZone: "Mars/Olympus" })).toEqual({ problem: "There is no time zone Mars/Olympus." });
  });

  it("begins at the next full hour, or with the minute in which a freeze ends", () => {
    const { wall, timeZone } = firstTiming(now, undefined);
    expect(readTiming(timing({ wall, timeZone }), now, undefined)).toMatchObject({
      next: [Date.parse("2026-10-23T14:00Z")],
    });
    const end = Date.parse("2026-10-25T00:30:30Z");
    const after = firstTiming(now, end);
    expect(readTiming({ ...after }, now, end)).toMatchObject({ next: [Date.parse("2026-10-25T00:31Z")] });
  });
});
