import { expect, it } from "vitest";
import { disagreements, missing, returns, stepsBack } from "./check-history.ts";
import type { Applied, Values } from "./sdk-process.ts";

// A checker that finds nothing proves nothing: here it is given what it has to find.

const applied = (version: number, values: Values = {}, epoch = "e1"): Applied => ({
  type: "applied",
  epoch,
  version,
  values,
});

it("finds versions that go back, within an epoch", () => {
  expect(stepsBack([applied(1), applied(1), applied(3), applied(2)])).toEqual(["version 3 and then 2"]);
  expect(stepsBack([applied(5), applied(1, {}, "e2"), applied(2, {}, "e2")])).toEqual([]);
});

it("finds flags that return, and flags that vanish", () => {
  const history = [applied(1, { a: 1, b: 1 }), applied(2, { a: null }), applied(3, { a: 1 }), applied(4, { b: null })];
  expect(returns(history, new Set(["a"]))).toEqual([
    "a came back with version 3",
    "b went with version 4, though nobody archived it",
  ]);
  expect(returns(history.slice(0, 2), new Set(["a"]))).toEqual([]);
});

it("finds two answers to one version, whatever way led there", () => {
  const stepwise = [applied(1, { a: 1 }), applied(2, { b: 1 }), applied(3, { a: 2 })];
  expect(disagreements([stepwise, [applied(3, { a: 2, b: 1 })]])).toEqual([]);
  expect(disagreements([stepwise, [applied(3, { a: 1, b: 1 })]])).toHaveLength(1);
});

it("finds what is missing, and what nobody did", () => {
  const possible = new Map([
    ["a", [1]],
    ["b", [null]],
    ["c", [2, 3]],
  ]);
  expect(missing({ a: 1, b: null, c: 3 }, possible)).toEqual([]);
  expect(missing({ a: 2, b: 1, c: 1 }, possible)).toHaveLength(3);
});
