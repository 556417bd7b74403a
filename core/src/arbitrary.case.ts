import fc, { type Arbitrary } from "fast-check";
import type { Condition, FlagData, JsonValue, Operator, Rollout, Rule, SegmentData, Serve } from "./flag.ts";

// Well-formed flags, segments and contexts. Values come from small pools, so that they meet.

const KEYS = ["ann", "bob", "eve", "7", "Zoë"];
const FLAGS = ["f0", "f1", "f2", "f3"];
const SEGMENTS = ["staff", "beta", "nowhere"];

const text = fc.constantFrom("pro", "PRO", "free", "a.b", "", "Zoë", "prod");
const number = fc.constantFrom(-1, 0, 1, 2.5, 10, 1e9);
const version = fc.constantFrom("1.0.0", "1.2.3", "1.2.3-rc.1", "2.0.0-0", "2.0.0", "10.0.0");
const range = fc.constantFrom("^1.2", "~1.2.3", ">=1 <3", "<2", "1.x || >=10");
const time = fc.constantFrom("2026-01-01T00:00:00Z", "2026-06-01T12:30:00.500Z", 1_780_000_000_000, 0);
const network = fc.constantFrom("10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "192.168.1.7/32");
const address = fc.constantFrom("10.0.0.1", "10.1.2.3", "192.168.1.7", "8.8.8.8");
const pattern = fc.constantFrom("^pro", "o$", "^$", "r|z", "\\.", "[A-Z]+");
const scalar = fc.oneof(text, number, fc.boolean());

const attributes: Record<string, Arbitrary<JsonValue>> = {
  plan: text,
  seats: number,
  beta: fc.boolean(),
  version,
  signup: time,
  ip: address,
  roles: fc.array(scalar, { maxLength: 3 }),
};

/** Which attribute suits an operator, and values for it. */
const suited: [Operator[], string, Arbitrary<JsonValue>][] = [
  [["equals"], "plan", scalar],
  [["equals"], "seats", scalar],
  [["startsWith", "endsWith", "contains"], "plan", text],
  [["matches"], "plan", pattern],
  [["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"], "seats", number],
  [
    ["semverEquals", "semverLessThan", "semverLessThanOrEqual", "semverGreaterThan", "semverGreaterThanOrEqual"],
    "version",
    version,
  ],
  [["semverInRange"], "version", range],
  [["before", "after"], "signup", time],
  [["includesAny", "includesAll", "includesNone"], "roles", scalar],
  [["inCidr"], "ip", network],
];

const options = { negate: fc.boolean(), ignoreCase: fc.boolean() };
const anyAttribute = fc.constantFrom(...Object.keys(attributes), "org.plan", "nothing");

const comparing = fc.oneof(
  ...suited.map(([operators, attribute, value]) =>
    fc.record({
      // One time in five an attribute that does not suit: of another type, or missing.
      attribute: fc.oneof({ arbitrary: fc.constant(attribute), weight: 4 }, { arbitrary: anyAttribute, weight: 1 }),
      operator: fc.constantFrom(...operators),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
      ...options,
    }),
  ),
);

const between = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);

/** A condition that may ask only some flags, so that there are no circles. */
function condition(flags: readonly string[], segments: readonly string[]): Arbitrary<Condition> {
  const kinds: Arbitrary<Condition>[] = [
    comparing,
    comparing,
    comparing,
    fc.record({ attribute: anyAttribute, operator: fc.constant<Operator>("exists"), negate: fc.boolean() }),
    fc.record({ attribute: anyAttribute, operator: fc.constant<Operator>("between"), values: between, ...options }),
  ];
  if (segments.length > 0) {
    kinds.push(
      fc.record({
        operator: fc.constantFrom<Operator>("inSegment", "notInSegment"),
        values: fc.array(fc.constantFrom(...segments), { minLength: 1, maxLength: 2 }),
        negate: fc.boolean(),
      }),
    );
  }
  if (flags.length > 0) {
    kinds.push(
      fc.record({
        attribute: fc.constantFrom(...flags),
        operator: fc.constant<Operator>("flagIs"),
        values: fc.subarray(["on", "off"], { minLength: 1 }),
        negate: fc.boolean(),
      }),
    );
  }
  return fc.oneof(...kinds);
}

const variant = fc.constantFrom("on", "off");
const percentage = fc.oneof(
  fc.constantFrom(0, 100, 50),
  fc.integer({ min: 0, max: 100_000 }).map((steps) => steps / 1000),
);

export const rollout: Arbitrary<Rollout> = fc.record(
  {
    percentage,
    variants: fc
      .uniqueArray(fc.record({ variant, weight: fc.integer({ min: 0, max: 100 }) }), {
        minLength: 1,
        selector: (share) => share.variant,
      })
      .filter((shares) => shares.some(({ weight }) => weight > 0)),
    otherwise: variant,
    bucketBy: fc.constantFrom("targetingKey", "plan", "seats", "beta", "org.plan"),
  },
  { requiredKeys: ["percentage", "variants", "otherwise"] },
);

const serve: Arbitrary<Serve> = fc.oneof(fc.record({ variant }), fc.record({ rollout }));

function rule(flags: readonly string[]): Arbitrary<Rule> {
  return fc.record({
    id: fc.constantFrom("r1", "r2", "r3"),
    conditions: fc.array(condition(flags, SEGMENTS), { maxLength: 3 }),
    serve,
  });
}

function flag(key: string, below: readonly string[]): Arbitrary<FlagData> {
  const others = [...below, "unknown"];
  return fc.record({
    key: fc.constant(key),
    type: fc.constant("boolean" as const),
    variants: fc.constant([
      { key: "on", value: true },
      { key: "off", value: false },
    ]),
    salt: fc.constantFrom("k3v9qx2", "00000zz", "p0p0p0p"),
    enabled: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    killed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    offVariant: variant,
    prerequisites: fc.array(
      fc.record({ flag: fc.constantFrom(...others), variants: fc.subarray(["on", "off"], { minLength: 1 }) }),
      { maxLength: 2 },
    ),
    targets: fc.array(fc.record({ variant, keys: fc.subarray(KEYS, { maxLength: 2 }) }), { maxLength: 2 }),
    rules: fc.array(rule(others), { maxLength: 3 }),
    fallthrough: serve,
  });
}

/** Four flags that lean on earlier ones only, and two segments. */
export const world: Arbitrary<{ flags: FlagData[]; segments: SegmentData[] }> = fc.record({
  flags: fc.tuple(...FLAGS.map((key, i) => flag(key, FLAGS.slice(0, i)))),
  segments: fc.tuple(
    ...["staff", "beta"].map((key, i) =>
      fc.record({
        key: fc.constant(key),
        rules: fc.array(fc.record({ conditions: fc.array(condition([], ["staff"].slice(0, i)), { maxLength: 2 }) }), {
          maxLength: 2,
        }),
        includedKeys: fc.subarray(KEYS),
        excludedKeys: fc.subarray(KEYS, { maxLength: 1 }),
      }),
    ),
  ),
});

const targetingKey = fc.oneof(fc.constantFrom(...KEYS, 7, "", "someone"), fc.string({ unit: "grapheme" }));

/** Contexts that JSON can carry; any attribute may be missing, null, or of another type. */
export const context: Arbitrary<Record<string, JsonValue>> = fc.record(
  {
    targetingKey,
    ...Object.fromEntries(
      Object.entries(attributes).map(([name, suitable]) => [
        name,
        fc.oneof(
          { arbitrary: suitable, weight: 8 },
          { arbitrary: scalar, weight: 1 },
          { arbitrary: fc.constantFrom(null, [], {}), weight: 1 },
        ),
      ]),
    ),
    org: fc.oneof(fc.record({ plan: text }), fc.constantFrom<JsonValue>("acme", null)),
  },
  { requiredKeys: [] },
);

export { FLAGS as flagKeys };
