import { expect, it } from "vitest";
import { ago, exactTime, howLong, whenWords } from "./time.ts";

const now = Date.UTC(2026, 0, 31, 12);

it.each([
  [0, "just now"],
  [-5000, "just now"],
  [30_000, "30 seconds ago"],
  [90_000, "1 minute ago"],
  [3 * 3_600_000, "3 hours ago"],
  [26 * 3_600_000, "yesterday"],
  [60 * 86_400_000, "2 Dec 2025"],
])("%d ms ago is %j", (elapsed, words) => {
  expect(ago(now - elapsed, now)).toBe(words);
});

it.each([
  [0, "1 second"],
  [40_000, "40 seconds"],
  [3_600_000, "1 hour"],
  [2.6 * 86_400_000, "3 days"],
])("%d ms are %j", (ms, words) => {
  expect(howLong(ms)).toBe(words);
});

it("names the clocks of an exact time", () => {
  expect(exactTime(now)).toMatch(/^31 Jan 2026, \d\d:\d\d:00 \S+$/);
});

it.each([
  ["2026-02-02T09:00", /^on Mon,? 09:00$/],
  ["2026-03-12T09:00", /^on 12 Mar,? 09:00$/],
  ["2027-03-12T09:00", /^on 12 Mar 2027,? 09:00$/],
])("%s is %s", (at, words) => {
  expect(whenWords(new Date(at).getTime(), now)).toMatch(words);
});
