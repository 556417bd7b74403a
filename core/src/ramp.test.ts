import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compileRuleset, type FlagData, getDetails, type Rollout, updateRuleset } from "./index.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

const variants = ["a", "b", "c", "d"].map((key) => ({ key, value: key }));

function flag(salt: string, rollout: Partial<Rollout>): FlagData {
  const shares = [{ variant: "a", weight: 1 }];
  return {
    key: "ramp",
    type: "string",
    variants,
    salt,
    enabled: true,
    offVariant: "d",
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { rollout: { percentage: 50, variants: shares, otherwise: "d", ...rollout } },
  };
}

const people = Array.from({ length: 500 }, (_, i) => `person-${i}`);

/** Who gets which variant; the unexposed are not in it. */
function exposed(ruleset: ReturnType<typeof compileRuleset>): Map<string, string> {
  const answers = people.map((key) => [key, getDetails(ruleset, "ramp", { targetingKey: key }, "").value] as const);
  return new Map(answers.filter(([, value]) => value !== "d"));
}

const compiled = (data: FlagData): ReturnType<typeof compileRuleset> => compileRuleset({ flags: [data], segments: [] });

const salt = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789"),
  minLength: 7,
  maxLength: 7,
});
const percentage = fc.integer({ min: 0, max: 100_000 }).map((steps) => steps / 1000);
const shares = fc.constantFrom<Rollout["variants"][]>(
  [{ variant: "a", weight: 1 }],
  [
    { variant: "a", weight: 1 },
    { variant: "b", weight: 2 },
    { variant: "c", weight: 1 },
  ],
);

describe("ramps", () => {
  it("up, down and up again: whoever is in at less is in at more, with the same variant", () => {
    const monotonic = fc.property(
      salt,
      shares,
      fc.array(percentage, { minLength: 2, maxLength: 6 }),
      (one, split, steps) => {
        let ruleset = compiled(flag(one, { percentage: steps[0] as number, variants: split }));
        const seen = steps.map((step) => {
          const change = flag(one, { percentage: step, variants: split });
          ruleset = updateRuleset(ruleset, { flags: [change], segments: [], removed: { flags: [] } }).ruleset;
          return { step, ruleset, people: exposed(ruleset) };
        });
        const sorted = seen.toSorted((a, b) => a.step - b.step);
        sorted.forEach(({ people: more }, i) => {
          const fewer = sorted[i - 1]?.people ?? new Map<string, string>();
          for (const [key, variant] of fewer) expect(more.get(key)).toBe(variant);
        });
        // A restart compiles anew: nobody moves.
        for (const { step, people: before } of seen) {
          expect(exposed(compiled(flag(one, { percentage: step, variants: split })))).toEqual(before);
        }
      },
    );
    fc.assert(monotonic, { numRuns: 60, seed: 18 });
  });

  it("adding, removing and weighing variants exposes nobody else", () => {
    const weight = fc.integer({ min: 1, max: 100 });
    const unmoved = fc.property(salt, percentage, weight, weight, weight, (one, share, a, b, c) => {
      const only = exposed(compiled(flag(one, { percentage: share })));
      const more = [
        { variant: "a", weight: a },
        { variant: "b", weight: b },
        { variant: "c", weight: c },
      ];
      const split = exposed(compiled(flag(one, { percentage: share, variants: more })));
      expect([...split.keys()]).toEqual([...only.keys()]);
    });
    fc.assert(unmoved, { numRuns: 60, seed: 19 });
  });

  it("a variant that is added with weight 0 moves nobody", () => {
    const before = [
      { variant: "a", weight: 1 },
      { variant: "b", weight: 1 },
    ];
    const after = [...before, { variant: "c", weight: 0 }];
    const unmoved = fc.property(salt, (one) => {
      expect(exposed(compiled(flag(one, { variants: after })))).toEqual(
        exposed(compiled(flag(one, { variants: before }))),
      );
    });
    fc.assert(unmoved, { numRuns: 30, seed: 20 });
  });
});
