import { expect, test } from "vitest";
import { backoff } from "./backoff.ts";

test("the bound doubles from half a second to half a minute", () => {
  const almostOne = () => 1 - Number.EPSILON;
  const bounds = [0, 1, 2, 3, 4, 5, 6, 7, 100, 5000].map((failures) => Math.round(backoff(failures, almostOne)));
  expect(bounds).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
});

test("full jitter: a thousand clients that fail together are spread evenly over the whole time", () => {
  let client = 0;
  const evenly = () => client++ / 1000;
  const delays = Array.from({ length: 1000 }, () => backoff(3, evenly));
  const perQuarter = [0, 1, 2, 3].map((quarter) => delays.filter((ms) => Math.floor(ms / 1000) === quarter).length);
  expect(perQuarter).toEqual([250, 250, 250, 250]);
});
