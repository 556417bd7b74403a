import { expect, it } from "vitest";
import { instantOf, isTimeZone, parseWall, wallOf, wallText, zonedWords } from "./zoned.ts";

const BERLIN = "Europe/Berlin";
const at = (text: string) => Date.parse(text);
const wall = (text: string) => at(`${text}Z`);

it("knows what clocks elsewhere show, and when they show it", () => {
  expect(wallOf(at("2026-11-27T16:00:00Z"), BERLIN)).toBe(wall("2026-11-27T17:00:00"));
  expect(instantOf(wall("2026-11-27T17:00:00"), BERLIN)).toBe(at("2026-11-27T16:00:00Z"));
  expect(instantOf(wall("2026-07-01T00:30:00"), "America/New_York")).toBe(at("2026-07-01T04:30:00Z"));
  expect(instantOf(wall("2026-07-01T12:00:00"), "UTC")).toBe(at("2026-07-01T12:00:00Z"));
});

it("takes the first of a time that comes twice, and goes on from one that is skipped", () => {
  expect(instantOf(wall("2026-10-25T02:30:00"), BERLIN)).toBe(at("2026-10-25T00:30:00Z"));
  expect(instantOf(wall("2026-03-29T02:30:00"), BERLIN)).toBe(at("2026-03-29T01:30:00Z"));
});

it("reads and writes what an input of a date and a time holds", () => {
  expect(parseWall("2026-11-27T17:00")).toBe(wall("2026-11-27T17:00:00"));
  expect(wallText(wall("2026-11-27T17:00:00"))).toBe("2026-11-27T17:00");
  for (const text of ["", "2026-11-27", "2026-13-01T00:00", "noon"]) expect(parseWall(text)).toBe(undefined);
});

it("says a moment by the clocks of its place", () => {
  const now = at("2026-11-27T12:00:00Z");
  expect(zonedWords(at("2026-11-27T16:00:00Z"), BERLIN, now)).toBe("Fri 27 Nov, 17:00");
  expect(zonedWords(at("2027-01-01T00:00:00Z"), "UTC", now)).toMatch(/^Fri,? 1 Jan 2027, 00:00$/);
  expect(isTimeZone("Europe/Berlin")).toBe(true);
  expect(isTimeZone("Moon/Sea")).toBe(false);
});
