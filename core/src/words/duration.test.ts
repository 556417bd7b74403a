import { expect, it } from "vitest";
import { duration } from "./duration.ts";

it.each([
  [0.2, "1 ms"],
  [42.4, "42 ms"],
  [400, "0.4 s"],
  [12_345, "12 s"],
])("%d ms is %j", (ms, words) => {
  expect(duration(ms)).toBe(words);
});
