import type { Rule } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { type Decisions, merge } from "./merge.ts";

const rule = (id: string, variant = "on"): Rule => ({ id, conditions: [], serve: { variant } });
const ids = ({ rules }: Decisions) => rules.map(({ id }) => id);

const base: Decisions = {
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [{ variant: "on", keys: ["ann", "bob"] }],
  rules: [rule("a"), rule("b"), rule("c")],
  fallthrough: { variant: "off" },
};

describe("my edits on top of theirs", () => {
  it("keep what each side changed in different places", () => {
    const mine = { ...base, enabled: false, rules: [rule("a"), rule("b", "off"), rule("c")] };
    const theirs = {
      ...base,
      fallthrough: { variant: "on" },
      rules: [rule("a", "off"), rule("b"), rule("c"), rule("d")],
    };
    const { merged, overlaps } = merge(base, mine, theirs);
    expect(overlaps).toEqual([]);
    expect(merged).toEqual({
      ...base,
      enabled: false,
      fallthrough: { variant: "on" },
      rules: [rule("a", "off"), rule("b", "off"), rule("c"), rule("d")],
    });
  });

  it("win where both changed one thing, and say so", () => {
    const mine = { ...base, rules: [rule("a", "x"), rule("b"), rule("c")] };
    const theirs = { ...base, rules: [rule("a", "y"), rule("b"), rule("c")] };
    const { merged, overlaps } = merge(base, mine, theirs);
    expect(merged.rules[0]).toEqual(rule("a", "x"));
    expect(overlaps).toEqual(["the rule a"]);
    expect(merge(base, mine, mine).overlaps).toEqual([]);
  });

  it("keep my order with their new rules after the ones they followed", () => {
    const mine = { ...base, rules: [rule("c"), rule("a"), rule("b")] };
    const theirs = { ...base, rules: [rule("a"), rule("new"), rule("b"), rule("c")] };
    expect(ids(merge(base, mine, theirs).merged)).toEqual(["c", "a", "new", "b"]);
  });

  it("keep their order with my new rules", () => {
    const mine = { ...base, rules: [rule("a"), rule("b"), rule("mine"), rule("c")] };
    const theirs = { ...base, rules: [rule("c"), rule("b"), rule("a")] };
    expect(ids(merge(base, mine, theirs).merged)).toEqual(["c", "b", "mine", "a"]);
  });

  it("take out what either side took out, unless the other edited it", () => {
    const mine = { ...base, rules: [rule("b"), rule("c")] };
    const theirs = { ...base, rules: [rule("a"), rule("b")] };
    expect(ids(merge(base, mine, theirs).merged)).toEqual(["b"]);
    const edited = { ...base, rules: [rule("a", "off"), rule("b"), rule("c")] };
    expect(merge(base, mine, edited).overlaps).toEqual(["the rule a"]);
  });

  it("merge the people who are named one by one", () => {
    const mine = { ...base, targets: [{ variant: "on", keys: ["ann", "eve"] }] };
    const theirs = {
      ...base,
      targets: [
        { variant: "on", keys: ["ann", "bob", "dan"] },
        { variant: "off", keys: ["zoe"] },
      ],
    };
    expect(merge(base, mine, theirs).merged.targets).toEqual([
      { variant: "on", keys: ["ann", "dan", "eve"] },
      { variant: "off", keys: ["zoe"] },
    ]);
  });
});
