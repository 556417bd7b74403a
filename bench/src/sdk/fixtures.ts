import type { Condition, EvaluationContext, FlagData, Rule, SegmentData, Serve } from "@switchyard/core";
import { flag } from "@switchyard/core/fixtures.case";

const ROLLOUT: Serve = { rollout: { percentage: 25, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } };

export const plain = (key: string): FlagData => flag(key);
export const rollout = (key: string): FlagData => flag(key, { fallthrough: ROLLOUT });

const rule = (id: string, serve: Serve, ...conditions: Condition[]): Rule => ({ id, conditions, serve });

/** Three rules that don't match, the fourth does and serves a rollout. */
export const threeRules = (key: string): FlagData =>
  flag(key, {
    rules: [
      rule("staff", { variant: "on" }, { attribute: "email", operator: "endsWith", values: ["@switchyard.example"] }),
      rule("old", { variant: "off" }, { attribute: "app.version", operator: "semverLessThan", values: ["1.0.0"] }),
      rule("far", { variant: "off" }, { attribute: "country", operator: "equals", values: ["NZ", "AU", "FJ", "TO"] }),
      rule("paying", ROLLOUT, { attribute: "plan", operator: "equals", values: ["pro", "business"] }),
    ],
    fallthrough: { variant: "off" },
  });

/** As applications have them: most plain, some rollouts, some with rules. */
export function mixed(count: number): FlagData[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `flag-${i}`;
    return i % 10 < 6 ? plain(key) : i % 10 < 9 ? rollout(key) : threeRules(key);
  });
}

export const targeted = (key: string, segment: string): FlagData =>
  flag(key, {
    rules: [rule("in", { variant: "on" }, { operator: "inSegment", values: [segment] })],
    fallthrough: { variant: "off" },
  });

export function segment(key: string, keys: number): SegmentData {
  return { key, rules: [], includedKeys: Array.from({ length: keys }, (_, i) => `shopper-${i}`), excludedKeys: [] };
}

/** A power of two, so that a loop can take them in turn with a mask. */
export const CONTEXTS = 1024;

export function contexts(): EvaluationContext[] {
  const people = Array.from({ length: CONTEXTS }, (_, i) => ({
    targetingKey: `3f2504e0-4f89-11d3-9a0c-${String(i).padStart(12, "0")}`,
    email: `person-${i}@mail.example`,
    country: "CH",
    plan: "pro",
    app: { version: "2.4.1" },
  }));
  // Through JSON, as contexts come: strings that were just put together are slower to read.
  return JSON.parse(JSON.stringify(people));
}
