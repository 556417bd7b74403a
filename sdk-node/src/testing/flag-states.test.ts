import { flag } from "@switchyard/core/fixtures.case";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FlagState, flagStates } from "./index.ts";

const keys = (count: number) => Array.from({ length: count }, (_, place) => `f${place}`);

/** Every pair of values that occurs, told as `a=true b=false`. */
function pairs(states: FlagState[]): Set<string> {
  const found = new Set<string>();
  for (const state of states) {
    const all = Object.entries(state).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    for (const [place, a] of all.entries()) for (const b of all.slice(place)) found.add(`${a} ${b}`);
  }
  return found;
}

/** All combinations, the slow way. */
function everything(choices: Record<string, readonly (boolean | string)[]>): FlagState[] {
  return Object.entries(choices).reduce<FlagState[]>(
    (states, [key, values]) => states.flatMap((state) => values.map((value) => ({ ...state, [key]: value }))),
    [{}],
  );
}

test("one flag is on and off, two are in all four states", () => {
  expect(flagStates(["a"])).toEqual([{ a: true }, { a: false }]);
  expect(flagStates(["a", "b"])).toEqual([
    { a: true, b: true },
    { a: false, b: false },
    { a: true, b: false },
    { a: false, b: true },
  ]);
  expect(flagStates({ colour: ["red", "green", "blue"] })).toHaveLength(3);
});

test("every pair of values occurs, whatever the flags", () => {
  const values = fc.uniqueArray(fc.constantFrom("r", "g", "b", "y", "k"), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), (lists) => {
      const choices = Object.fromEntries(lists.map((list, place) => [`f${place}`, list]));
      expect(pairs(flagStates(choices))).toEqual(pairs(everything(choices)));
    }),
    { numRuns: 100 },
  );
});

test("20 flags need few states; all on and all off are among them", () => {
  const states = flagStates(keys(20));
  expect(pairs(states).size).toBe(20 * 2 + 4 * 190);
  expect(states.length).toBeLessThanOrEqual(14);
  expect(states).toContainEqual(Object.fromEntries(keys(20).map((key) => [key, true])));
  expect(states).toContainEqual(Object.fromEntries(keys(20).map((key) => [key, false])));
});

const needs = (...others: string[]) => ({
  prerequisites: others.map((other) => ({ flag: other, variants: ["on"] })),
});
const isPossible = (needed: Record<string, string[]>) => (state: FlagState) =>
  Object.entries(needed).every(
    ([key, others]) => state[key] === false || others.every((other) => state[other] === true),
  );

test("what prerequisites make impossible is left out, and all else that is possible is not", () => {
  // f1 needs f0, f2 needs f1: a flag that is named before what it needs, and one that needs two.
  const needed: Record<string, string[]> = { f0: [], f1: ["f0"], f2: ["f1"], f3: [], f4: ["f2", "f3"], f5: [] };
  const ruleset = { flags: Object.entries(needed).map(([key, others]) => flag(key, needs(...others))) };
  const names = ["f4", "f1", "f0", "f5", "f2", "f3"];
  const states = flagStates(names, ruleset);
  expect(states.filter((state) => !isPossible(needed)(state))).toEqual([]);
  const possible = everything(Object.fromEntries(names.map((key) => [key, [true, false]]))).filter(isPossible(needed));
  expect(pairs(states)).toEqual(pairs(possible));
});

test("a prerequisite that is not among the flags prunes nothing; circles end", () => {
  const outside = { flags: [flag("a", needs("z")), flag("z")] };
  expect(flagStates(["a"], outside)).toHaveLength(2);
  const circle = { flags: [flag("a", needs("b")), flag("b", needs("a"))] };
  expect(flagStates(["a", "b"], circle)).toEqual([
    { a: true, b: true },
    { a: false, b: false },
  ]);
});

test("a flag that is no boolean gives each of its variants", () => {
  const variants = [
    { key: "r", value: "red" },
    { key: "g", value: "green" },
  ];
  const ruleset = {
    flags: [flag("colour", { type: "string", variants, offVariant: "r", fallthrough: { variant: "g" } })],
  };
  expect(flagStates(["colour"], ruleset)).toEqual([{ colour: "red" }, { colour: "green" }]);
});

test("a flag without values is a mistake that is named", () => {
  expect(() => flagStates({ a: [true], colour: [] })).toThrow(
    new TypeError("flag `colour` has no values to test with"),
  );
});
