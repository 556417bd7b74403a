import { expect, it } from "vitest";
import { daysOf, inDay, isMonth, monthAfter, monthOf, monthWords } from "./month.ts";

it("goes from month to month", () => {
  expect(monthAfter("2026-11", 2)).toBe("2027-01");
  expect(monthAfter("2026-01", -1)).toBe("2025-12");
  expect(monthOf(new Date(2026, 10, 27).getTime())).toBe("2026-11");
  expect(monthWords("2026-11")).toBe("November 2026");
  expect([isMonth("2026-11"), isMonth("2026-13"), isMonth(5)]).toEqual([true, false, false]);
});

it("has whole weeks from Monday on", () => {
  const days = daysOf("2026-11");
  // The first is a Sunday, so that November 2026 touches six weeks.
  expect(days).toHaveLength(6 * 7 + 1);
  expect(new Date(days[0] ?? 0).getDay()).toBe(1);
  expect(new Date(days[6] ?? 0).getDate()).toBe(1);
  expect(daysOf("2027-02")).toHaveLength(4 * 7 + 1);
});

it("puts what lasts into every day that it touches, and a moment into its own", () => {
  const freeze = { from: 5, until: 25 };
  const moment = { from: 10 };
  expect(inDay([moment, freeze], 0, 10)).toEqual([freeze]);
  expect(inDay([moment, freeze], 10, 20)).toEqual([freeze, moment]);
  expect(inDay([moment, freeze], 20, 30)).toEqual([freeze]);
  expect(inDay([moment, freeze], 30, 40)).toEqual([]);
});
