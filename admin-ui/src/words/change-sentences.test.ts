import { expect, it } from "vitest";
import { changeMeaning, changeSentences } from "./change-sentences.ts";

const at = (percentage: number) => ({
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});

it("says what was before and after", () => {
  expect(changeSentences({ environment: "production", before: at(5), after: at(25) })).toEqual({
    before: "In production: on for 5 % of everyone; otherwise off.",
    after: "In production: on for 25 % of everyone; otherwise off.",
  });
});

it("has nothing to say about what is no configuration", () => {
  for (const before of [null, "x", {}, { ...at(5), rules: null }, { ...at(5), fallthrough: {} }]) {
    expect(changeSentences({ environment: "production", before, after: at(5) })).toBeUndefined();
  }
});

it("says what a kill, its end and a new flag mean", () => {
  const change = { environment: "production", after: null };
  expect(changeMeaning({ ...change, action: "flag.killed" })).toContain("Everyone gets the off variant");
  expect(changeMeaning({ ...change, action: "flag.restored", after: { killed: null, decides: at(25) } })).toBe(
    "In production: on for 25 % of everyone; otherwise off.",
  );
  expect(changeMeaning({ ...change, action: "flag.restored", after: { killed: null } })).toBeUndefined();
  expect(changeMeaning({ ...change, action: "flag.created" })).toContain("Switched off");
  expect(changeMeaning({ ...change, action: "key.created" })).toBeUndefined();
});
