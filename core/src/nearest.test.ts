import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const keys = ["checkout-v2", "checkout-v3", "dark-mode", "x", "beta"];

test.each([
  ["chekout-v2", "checkout-v2"],
  ["checkout_v2", "checkout-v2"],
  ["chcekout-v3", "checkout-v3"],
  ["darkmode", "dark-mode"],
  ["Dark-Mode", "dark-mode"],
  ["btea", "beta"],
  ["checkout", "checkout-v2"],
  ["y", "x"],
])("%s was meant as %s", (typed, meant) => {
  expect(nearest(typed, keys)).toBe(meant);
});

test.each(["payments", "check", "", "zzzz", "a".repeat(5000)])("%s is near to nothing", (typed) => {
  expect(nearest(typed, keys)).toBeUndefined();
});
