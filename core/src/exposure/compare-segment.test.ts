import { expect, it } from "vitest";
import { segment } from "../fixtures.case.ts";
import { holdsNoMore } from "./compare-segment.ts";

const pro = { attribute: "plan", operator: "equals" as const, values: ["pro"] };
const proOrFree = { ...pro, values: ["pro", "free"] };
const rule = (...conditions: object[]) => ({ rules: [{ conditions }] });

it.each<[string, object, object, boolean, boolean]>([
  ["a key less", { includedKeys: ["ann", "bob"] }, { includedKeys: ["ann"] }, true, false],
  ["a key excluded", {}, { excludedKeys: ["ann"] }, true, false],
  ["a key that is excluded instead of included", { includedKeys: ["ann"] }, { excludedKeys: ["ann"] }, true, false],
  [
    "a key included that is excluded",
    { excludedKeys: ["ann"] },
    { includedKeys: ["ann"], excludedKeys: ["ann"] },
    true,
    true,
  ],
  ["another key", { includedKeys: ["ann"] }, { includedKeys: ["bob"] }, false, false],
  ["a rule less", rule(pro), {}, true, false],
  ["a rule for fewer", rule(proOrFree), rule(pro), true, false],
  ["a rule that asks for more", rule(pro), rule(pro, { attribute: "seats", operator: "exists" }), true, false],
  ["a rule for everyone", rule(pro), rule(), false, true],
  ["another rule", rule(pro), rule({ ...pro, values: ["free"] }), false, false],
])("%s", (_, before, after, forth, back) => {
  expect(holdsNoMore(segment("s", before), segment("s", after))).toBe(forth);
  expect(holdsNoMore(segment("s", after), segment("s", before))).toBe(back);
});
