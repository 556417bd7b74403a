import { expect, it } from "vitest";
import { type Freeze, freezeProblem, occurrences } from "./freeze.ts";
import { freezeWords, fromWeekly, weeklyOf } from "./freeze-words.ts";

const weekend: Freeze = {
  name: "weekends",
  kind: "recurring",
  cron: "0 17 * * 5",
  minutes: 64 * 60,
  timeZone: "Europe/Berlin",
};
const iso = (all: { from: number; until: number }[]) =>
  all.map(({ from, until }) => [new Date(from).toISOString(), new Date(until).toISOString()]);

it("holds as long as its own clocks say, whatever summer time does", () => {
  // Clocks go back on the Sunday between: 65 hours pass.
  expect(iso(occurrences(weekend, Date.parse("2026-10-21T00:00:00Z"), 2))).toEqual([
    ["2026-10-23T15:00:00.000Z", "2026-10-26T08:00:00.000Z"],
    ["2026-10-30T16:00:00.000Z", "2026-11-02T08:00:00.000Z"],
  ]);
});

it("tells of the one that runs, and no more of one that is over", () => {
  expect(iso(occurrences(weekend, Date.parse("2026-11-29T00:00:00Z"), 1))[0]?.[0]).toBe("2026-11-27T16:00:00.000Z");
  const once: Freeze = { name: "launch", kind: "once", from: 1000, until: 2000 };
  expect(occurrences(once, 1500, 3)).toHaveLength(1);
  expect(occurrences(once, 2000, 3)).toEqual([]);
});

it("names what is wrong with one", () => {
  expect(freezeProblem(weekend)).toBe(undefined);
  expect(freezeProblem({ ...weekend, name: " " })).toContain("needs a name");
  expect(freezeProblem({ ...weekend, cron: "every friday" })).toContain("cron");
  expect(freezeProblem({ ...weekend, cron: "0 0 30 2 *" })).toBe("It never comes.");
  expect(freezeProblem({ ...weekend, timeZone: "Moon/Sea" })).toContain("no time zone Moon/Sea");
  expect(freezeProblem({ ...weekend, minutes: 0 })).toContain("a minute");
  expect(freezeProblem({ name: "x", kind: "once", from: 2, until: 2 })).toContain("end after");
});

it("is said in words, and made of a week's days and times", () => {
  expect(freezeWords(weekend)).toBe("every week from Friday 17:00 to Monday 09:00, Europe/Berlin time");
  expect(freezeWords({ ...weekend, cron: "30 22 * * *", minutes: 480 })).toBe(
    "every day from 22:30 to 06:30, Europe/Berlin time",
  );
  expect(freezeWords({ ...weekend, cron: "0 0 1 * *", minutes: 90 })).toBe(
    "at “0 0 1 * *” for 1.5 hours, Europe/Berlin time",
  );
  const weekly = { fromDay: 5, fromTime: "17:00", toDay: 1, toTime: "09:00" };
  expect(fromWeekly(weekly)).toEqual({ cron: "0 17 * * 5", minutes: 64 * 60 });
  expect(weeklyOf(weekend)).toEqual(weekly);
  expect(weeklyOf({ ...weekend, cron: "0 0 1 * *" })).toBe(undefined);
  // The same moment again is a whole week.
  expect(fromWeekly({ ...weekly, toDay: 5, toTime: "17:00" }).minutes).toBe(7 * 24 * 60);
});
