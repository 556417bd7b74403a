import { expect, test } from "vitest";
import { backoff } from "./backoff.ts";

test("the bound doubles from half a second to five, for about a minute", () => {
  const almostOne = () => 1 - Number.EPSILON;
  const bounds = [0, 1, 2, 3, 4, 5, 23].map((failures) => Math.round(backoff(failures, almostOne)));
  expect(bounds).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000]);
  let seconds = 0;
  for (let failures = 0; failures < 24; failures++) seconds += backoff(failures, () => 0.5) / 1000;
  expect(seconds).toBeGreaterThan(50);
  expect(seconds).toBeLessThan(60);
});

test("after that it is at most one attempt a minute, spread over twenty seconds", () => {
  for (const failures of [24, 100, 5000]) {
    expect(backoff(failures, () => 0)).toBe(60_000);
    expect(Math.round(backoff(failures, () => 1 - Number.EPSILON))).toBe(80_000);
  }
});

test("full jitter: a thousand clients that fail together are spread evenly over the whole time", () => {
  let client = 0;
  const evenly = () => client++ / 1000;
  const delays = Array.from({ length: 1000 }, () => backoff(3, evenly));
  const perQuarter = [0, 1, 2, 3].map((quarter) => delays.filter((ms) => Math.floor(ms / 1000) === quarter).length);
  expect(perQuarter).toEqual([250, 250, 250, 250]);
});
