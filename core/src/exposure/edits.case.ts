import fc, { type Arbitrary } from "fast-check";
import { rollout } from "../arbitrary.case.ts";
import type { FlagData, SegmentData, Serve } from "../flag.ts";

const ramp = (percentage: number): Serve => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
});

/** Another state of a flag that leans on the same others: a change of one thing, or of several. */
export function flagEdits(before: FlagData, other: FlagData): Arbitrary<FlagData> {
  const serve = fc.oneof(
    fc.constantFrom<Serve>({ variant: "on" }, { variant: "off" }),
    rollout.map((one): Serve => ({ rollout: one })),
    fc
      .integer({ min: 0, max: 100 })
      .map(
        (percentage): Serve =>
          "rollout" in before.fallthrough
            ? { rollout: { ...before.fallthrough.rollout, percentage } }
            : ramp(percentage),
      ),
  );
  return fc
    .record(
      {
        enabled: fc.boolean(),
        killed: fc.boolean(),
        offVariant: fc.constantFrom("on", "off"),
        prerequisites: fc.oneof(fc.subarray(before.prerequisites), fc.constant(other.prerequisites)),
        targets: fc.oneof(fc.subarray(before.targets), fc.constant(other.targets)),
        rules: fc.oneof(
          fc.shuffledSubarray(before.rules),
          fc.constant([...before.rules, ...other.rules]),
          serve.map((one) => before.rules.map((rule) => ({ ...rule, serve: one }))),
          fc.constant(
            before.rules.map((rule) => ({
              ...rule,
              conditions: [...rule.conditions, ...(other.rules[0]?.conditions ?? [])],
            })),
          ),
          fc.constant(
            before.rules.map((rule) => ({
              ...rule,
              conditions: rule.conditions.map((one) =>
                one.values && one.operator !== "between" ? { ...one, values: one.values.slice(0, 1) } : one,
              ),
            })),
          ),
        ),
        fallthrough: serve,
      },
      { requiredKeys: [] },
    )
    .map((change) => ({ ...before, ...change, rules: [...(change.rules ?? before.rules)] }));
}

/** Another state of a segment: keys and rules more or less, or a rule for fewer. */
export function segmentEdits(before: SegmentData): Arbitrary<SegmentData> {
  const keys = (all: string[]): Arbitrary<string[]> =>
    fc.oneof(fc.subarray(all), fc.constant<string[]>([...new Set([...all, "ann"])]));
  return fc
    .record(
      {
        includedKeys: keys(before.includedKeys),
        excludedKeys: keys(before.excludedKeys),
        rules: fc.oneof(
          fc.subarray(before.rules),
          fc.constant<SegmentData["rules"]>([
            ...before.rules,
            { conditions: [{ attribute: "plan", operator: "exists" }] },
          ]),
          fc.constant(
            before.rules.map(({ conditions }) => ({
              conditions: [...conditions, { attribute: "plan", operator: "equals" as const, values: ["pro"] }],
            })),
          ),
        ),
      },
      { requiredKeys: [] },
    )
    .map((change) => ({ ...before, ...change }));
}
