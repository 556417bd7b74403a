import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import * as arbitrary from "./arbitrary.case.ts";
import { answerOf } from "./evaluate.ts";
import { compileRuleset } from "./index.ts";
import { evaluateNaively } from "./naive.case.ts";
import { re2 } from "./re2.case.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

describe("the compiled and the naive evaluator", () => {
  it("agree on every flag for every context", () => {
    const reasons = new Map<string, number>();
    const contexts = fc.array(arbitrary.context, { minLength: 5, maxLength: 10 });
    const agree = fc.property(arbitrary.world, contexts, (world, people) => {
      const ruleset = compileRuleset(world, { regex: re2 });
      expect(ruleset.broken).toEqual([]);
      for (const person of people) {
        for (const key of arbitrary.flagKeys) {
          const { value, variant, reason, ruleId, errorCode } = answerOf(ruleset, key, person);
          expect({ value, variant, reason, ruleId, errorCode }, key).toEqual(evaluateNaively(world, key, person));
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        }
      }
    });
    fc.assert(agree, { numRuns: 600, seed: 12 });
    // Otherwise the arbitraries would say little.
    for (const reason of [
      "STATIC",
      "DEFAULT",
      "SPLIT",
      "TARGETING_MATCH",
      "DISABLED",
      "PREREQUISITE_FAILED",
      "ERROR",
    ]) {
      expect(reasons.get(reason), reason).toBeGreaterThan(50);
    }
  });
});
