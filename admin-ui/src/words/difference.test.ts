import { expect, it } from "vitest";
import { difference, type Step } from "./difference.ts";

const side = (steps: readonly Step<string>[], from: "before" | "after") =>
  steps.filter((step) => step.from === "both" || step.from === from).map(({ item }) => item);

it("leads from one list to the other, and keeps what both begin and end with", () => {
  // Every pair of lists of up to five of two letters.
  const lists = Array.from({ length: 6 }, (_, length) =>
    Array.from({ length: 2 ** length }, (_, bits) => Array.from({ length }, (_, at) => ((bits >> at) & 1 ? "a" : "b"))),
  ).flat();
  for (const before of lists) {
    for (const after of lists) {
      const steps = difference(before, after);
      expect(side(steps, "before")).toEqual(before);
      expect(side(steps, "after")).toEqual(after);
    }
  }
  expect(difference(["a", "b", "c"], ["a", "x", "c"]).map(({ from }) => from)).toEqual([
    "both",
    "before",
    "after",
    "both",
  ]);
});

it("takes lists that differ everywhere as a whole instead of standing still", () => {
  const list = (letter: string) => Array.from({ length: 10_000 }, (_, index) => `${letter}${index}`);
  const steps = difference(["first", ...list("a"), "last"], ["first", ...list("b"), "last"]);
  expect(steps.filter(({ from }) => from === "both").map(({ item }) => item)).toEqual(["first", "last"]);
  expect(steps).toHaveLength(20_002);
});
