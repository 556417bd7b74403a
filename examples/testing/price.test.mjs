import { createTestClient, eachFlagState } from "@switchyard/sdk-node/testing";
import { expect, test } from "vitest";
import { priceOf } from "./price.mjs";

const person = { targetingKey: "user-42" };

test("both on", () => {
  const flags = createTestClient({ "summer-sale": true, "free-shipping": true });
  expect(priceOf(100, flags, person)).toBe(80);
  flags.set("free-shipping", false);
  expect(priceOf(100, flags, person)).toBe(85);
});

// A test of its own for each state; with many flags, for every pair of values.
eachFlagState(["summer-sale", "free-shipping"], (flags, _state, name) => {
  test(`never more than the amount and the shipping, ${name}`, () => {
    expect(priceOf(100, flags, person)).toBeLessThanOrEqual(105);
  });
});
