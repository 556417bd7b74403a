import { compileRuleset, explain } from "@switchyard/core";
import { flag } from "@switchyard/core/fixtures.case";
import { expect, it } from "vitest";
import { explanationSteps, reasonWords } from "./explanation.ts";

const checkout = flag("checkout", {
  targets: [{ variant: "on", keys: ["ann"] }],
  rules: [
    {
      id: "r1",
      name: "German",
      conditions: [{ attribute: "country", operator: "equals", values: ["DE"] }],
      serve: { variant: "on" },
    },
  ],
  fallthrough: { rollout: { percentage: 5, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});

const steps = (context: object) =>
  explanationSteps(
    explain(compileRuleset({ flags: [checkout], segments: [] }), "checkout", context),
    (id, name) => `${name} ${id}`,
  );

it("tells what was looked at, and how far somebody is from being in", () => {
  expect(steps({ targetingKey: "user-1", country: "FR" })).toEqual([
    { text: "user-1 is not named", passed: false, parts: [] },
    {
      text: "German r1 does not match",
      passed: false,
      parts: [{ text: "People whose country is DE (here FR)", passed: false }],
    },
    {
      text: "Everyone else",
      passed: true,
      parts: [{ text: "user-1 is at 8.211 and only the first 5 % are in: 3.212 % more are needed", passed: false }],
    },
  ]);
});

it("says what is not known, and who is named", () => {
  expect(steps({ targetingKey: "user-1" })[1]?.parts[0]?.text).toBe(
    "People whose country is DE (here it is not known, so this can’t hold)",
  );
  expect(steps({ targetingKey: "ann" })).toEqual([{ text: "ann is named for on", passed: true, parts: [] }]);
});

it("gives a reason in a few words", () => {
  expect(reasonWords("SPLIT", { ruleName: "Rule 2" })).toBe("Rule 2, by percentage");
  expect(reasonWords("ERROR", { errorCode: "FLAG_NOT_FOUND" })).toContain("no such flag");
});
