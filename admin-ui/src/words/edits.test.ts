import type { Configuration, Rule } from "@switchyard/core";
import { expect, it } from "vitest";
import { editWords } from "./edits.ts";

const rule = (id: string, name = ""): Rule => ({ id, name, conditions: [], serve: { variant: "on" } });

const base: Configuration = {
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [{ variant: "on", keys: ["ann", "bob"] }],
  rules: [rule("a"), rule("b")],
  fallthrough: { variant: "off" },
};

it("counts rules by what happened to them", () => {
  expect(editWords(base, { ...base, rules: [rule("b"), rule("a", "x"), rule("c"), rule("d")] })).toEqual([
    "2 rules added",
    "1 rule edited",
    "the order of the rules",
  ]);
  expect(editWords(base, { ...base, rules: [rule("b")] })).toEqual(["1 rule deleted"]);
});

it("counts people, and someone who changes sides once", () => {
  const targets = [
    { variant: "on", keys: ["ann"] },
    { variant: "off", keys: ["bob", "eve"] },
  ];
  expect(editWords(base, { ...base, targets })).toEqual(["2 people named"]);
  expect(editWords(base, { ...base, targets: [] })).toEqual(["2 people no longer named"]);
});

it("says nothing of what is the same", () => {
  expect(editWords(base, { ...base })).toEqual([]);
  expect(editWords(base, { ...base, enabled: false, fallthrough: { variant: "on" } })).toEqual([
    "switched off",
    "what everyone else gets",
  ]);
});
