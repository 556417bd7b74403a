import { expect, it } from "vitest";
import { Attempts } from "./attempts.ts";

it("allows so many attempts in any minute, for each caller alone", () => {
  let now = 1_000_000;
  const attempts = new Attempts(3, () => now);
  for (let i = 0; i < 3; i += 1) {
    attempts.record("ada");
    now += 1000;
  }
  expect(() => attempts.record("ada")).toThrow("At most 3 attempts a minute");
  attempts.record("grace");
  now += 57_000;
  attempts.record("ada");
  expect(() => attempts.record("ada")).toThrow();
});

it("says after how many seconds the next attempt is possible, and keeps its word", () => {
  let now = 1_000_000;
  const attempts = new Attempts(1, () => now);
  attempts.record("ada");
  now += 10_500;
  let retryAfter = 0;
  try {
    attempts.record("ada");
  } catch (error) {
    retryAfter = (error as { retryAfter: number }).retryAfter;
  }
  expect(retryAfter).toBe(50);
  now += retryAfter * 1000;
  attempts.record("ada");
});

it("remembers bounded many callers: a flood pushes out whoever was not seen for longest", () => {
  const attempts = new Attempts(1, () => 0);
  attempts.record("first");
  for (let i = 0; i < 10_000; i += 1) attempts.record(`flood ${i}`);
  attempts.record("first");
  expect(() => attempts.record("flood 9999")).toThrow();
});
