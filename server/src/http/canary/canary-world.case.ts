import fc from "fast-check";

// Configurations in which every rule, list, name, segment, foreign key and unserved value says "canary".

/** None of them meets what a canary stands for. */
export const CONTEXTS = [{}, { targetingKey: "u1", country: "DE" }, { targetingKey: "u2", "other.attribute": [1] }];

const list = fc.subarray(["canary-1", "canary-2", "canary-3"], { minLength: 1 });
const attribute = fc.constantFrom("canary.attribute", "country", "targetingKey");
const condition = fc.oneof(
  fc.record({ attribute, operator: fc.constantFrom("equals", "startsWith", "contains", "endsWith"), values: list }),
  fc.record({ attribute, operator: fc.constant("matches"), values: fc.constant(["^canary(-pattern)+$"]) }),
  fc.record({ operator: fc.constantFrom("inSegment", "notInSegment"), values: fc.constant(["canary-segment"]) }),
);
const served = fc.constantFrom("on", "off");
const rollout = fc.record({
  rollout: fc.record({
    percentage: fc.integer({ min: 0, max: 100 }),
    variants: fc.constant([{ variant: "on", weight: 1 }]),
    otherwise: fc.constant("off"),
  }),
});
/** Only rules that need a canary lead to the variant that is one. */
const rule = fc.oneof(
  fc.record({
    conditions: fc.tuple(fc.constant({ attribute: "country", operator: "equals", values: ["canary-land"] }), condition),
    serve: fc.constant({ variant: "canary-vip" }),
  }),
  fc.record({ conditions: fc.array(condition, { maxLength: 2 }), serve: fc.record({ variant: served }) }),
);
const configuration = fc.record({
  enabled: fc.boolean(),
  offVariant: served,
  targets: fc.array(fc.record({ variant: served, keys: list }), { maxLength: 1 }),
  rules: fc
    .array(rule, { maxLength: 3 })
    .map((rules) => rules.map((one, index) => ({ id: `canary-${index}`, name: "canary rule", ...one }))),
  fallthrough: fc.oneof(fc.record({ variant: served }), rollout),
});
const prerequisites = fc.constantFrom(
  [],
  [{ flag: "canary-a", variants: ["on", "canary-vip"] }],
  [{ flag: "canary-b", variants: ["off"] }],
);
/** Flags that a browser sees and flags that it doesn't, and the segment that they lean on. */
export const world = fc.record({
  hidden: fc.tuple(configuration, configuration),
  shown: fc.tuple(configuration, configuration),
  prerequisites,
  segment: fc.record({
    includedKeys: list,
    excludedKeys: fc.subarray(["canary-4"]),
    rules: fc.array(
      fc.record({
        conditions: fc.array(
          condition.filter(({ operator }) => !/Segment/.test(operator)),
          { minLength: 1, maxLength: 2 },
        ),
      }),
      { maxLength: 1 },
    ),
  }),
  killed: fc.boolean(),
});

export type World = typeof world extends fc.Arbitrary<infer Given> ? Given : never;
