import { describe, expect, it, vi } from "vitest";
import { evilPattern, evilText } from "./evil-patterns.case.ts";
import { flag } from "./fixtures.case.ts";
import { compileRuleset, getDetails, isEnabled } from "./index.ts";
import { re2 } from "./re2.case.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

// Patterns on which a backtracking engine takes minutes or never ends. That this file ends is the test; how long each
// takes is measured by the benchmarks.

const withPattern = (key: string, pattern: string) =>
  flag(key, {
    rules: [
      {
        id: "rule",
        conditions: [{ attribute: "text", operator: "matches", values: [pattern] }],
        serve: { variant: "on" },
      },
    ],
    fallthrough: { variant: "off" },
  });

describe("matches", () => {
  it("ends on 1,000 evil patterns and texts of 10 KB", () => {
    const flags = Array.from({ length: 1000 }, (_, i) => withPattern(`evil-${i}`, evilPattern(i)));
    const ruleset = compileRuleset({ flags, segments: [] }, { regex: re2 });
    expect(ruleset.broken).toEqual([]);
    const context = { text: evilText };
    for (const { key } of flags) expect(isEnabled(ruleset, key, context, true), key).toBe(false);
  });

  it("without an engine a flag that uses it fails alone", () => {
    const plain = { ...withPattern("plain", "x"), rules: [] };
    const { broken, ...ruleset } = compileRuleset({ flags: [withPattern("pattern", "x"), plain], segments: [] });
    expect(broken).toEqual([
      {
        kind: "flag",
        key: "pattern",
        problem: "rules[0].conditions[0]: matches needs a regular expression engine, and none was given",
      },
    ]);
    expect(getDetails({ ...ruleset, broken }, "pattern", {}, true)).toMatchObject({
      value: true,
      errorCode: "PARSE_ERROR",
    });
    expect(getDetails({ ...ruleset, broken }, "plain", {}, true)).toMatchObject({ value: false, reason: "STATIC" });
  });

  it("an engine that throws on a text gives the default", () => {
    const regex = () => (): boolean => {
      throw new Error("out of memory");
    };
    const ruleset = compileRuleset({ flags: [withPattern("pattern", "x")], segments: [] }, { regex });
    expect(getDetails(ruleset, "pattern", { text: "x" }, true)).toMatchObject({ value: true, errorCode: "GENERAL" });
  });
});
