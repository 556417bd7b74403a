import fc, { type Arbitrary } from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { context, world } from "../arbitrary.case.ts";
import type { WorldData } from "../compile/uses.ts";
import { flag, segment } from "../fixtures.case.ts";
import type { Condition, FlagData, Operator, SegmentData } from "../flag.ts";
import { compileRuleset, getDetails } from "../index.ts";
import { re2 } from "../re2.case.ts";
import { compareWorlds } from "./compare-worlds.ts";
import { flagEdits, segmentEdits } from "./edits.case.ts";

// Takes some seconds, but a busy machine makes it many.
const LONG = process.env.SWITCHYARD_LONG === "1";
vi.setConfig({ testTimeout: LONG ? 300_000 : 60_000 });

const when = (conditions: Condition[], variant = "on", rest = "off") => ({
  rules: [{ id: "r", conditions, serve: { variant } }],
  fallthrough: { variant: rest },
});
const inBeta: Condition = { operator: "inSegment", values: ["beta"] };
const flagIs = (variant: string, negate = false): Condition => ({
  attribute: "f",
  operator: "flagIs",
  values: [variant],
  negate,
});

/** Which way `g` goes when `f` or the segment `beta` is changed. */
function directionOf(
  g: object,
  before: { f?: object; beta?: Partial<SegmentData> },
  after: { f?: object; beta?: Partial<SegmentData> },
) {
  const worldWith = ({ f, beta }: typeof before) => ({
    flags: [...(f ? [flag("f", f)] : []), flag("g", g)],
    segments: [segment("beta", beta), segment("staff", { rules: [{ conditions: [inBeta] }] })],
  });
  const touched = { flags: before.f || after.f ? ["f"] : [], segments: before.beta ? ["beta"] : [] };
  return compareWorlds(worldWith(before), worldWith(after), touched).get("g");
}

describe("a segment's change, for the flags that use it", () => {
  const fewer: [Partial<SegmentData>, Partial<SegmentData>] = [
    { includedKeys: ["ann", "bob"] },
    { includedKeys: ["ann"] },
  ];
  const cases: [string, object, string, string][] = [
    ["who is in it gets more", when([inBeta]), "lowers", "raises"],
    ["who is in it gets less", when([inBeta], "off", "on"), "raises", "lowers"],
    ["who is not in it gets more", when([{ ...inBeta, negate: true }]), "raises", "lowers"],
    [
      "who is not in it gets more, by the other word",
      when([{ ...inBeta, operator: "notInSegment" }]),
      "raises",
      "lowers",
    ],
    ["through another segment", when([{ operator: "inSegment", values: ["staff"] }]), "lowers", "raises"],
    ["a flag that is off", { ...when([inBeta]), enabled: false }, "same", "same"],
    ["a flag that serves all the same", when([inBeta], "on", "on"), "same", "same"],
  ];
  it.each(cases)("%s", (_, g, whenFewer, whenMore) => {
    expect(directionOf(g, { beta: fewer[0] }, { beta: fewer[1] })).toBe(whenFewer);
    expect(directionOf(g, { beta: fewer[1] }, { beta: fewer[0] })).toBe(whenMore);
  });

  it("concerns no flag that does not use it", () => {
    expect(directionOf({}, { beta: fewer[0] }, { beta: fewer[1] })).toBeUndefined();
  });
});

describe("a flag's change, for the flags that ask it", () => {
  const ask = (variants: string[]) => ({ prerequisites: [{ flag: "f", variants }] });
  const cases: [string, object, object, object, string | undefined][] = [
    ["a prerequisite is lowered", ask(["on"]), {}, { killed: true }, "lowers"],
    ["a prerequisite is restored", ask(["on"]), { killed: true }, {}, "raises"],
    ["a kill satisfies nobody's prerequisite", ask(["off"]), {}, { killed: true }, "lowers"],
    ["a prerequisite that wants the off variant", ask(["off"]), {}, { fallthrough: { variant: "off" } }, "raises"],
    ["a rule for those who have it", when([flagIs("on")]), {}, { killed: true }, "lowers"],
    ["a rule for those who don't", when([flagIs("off")]), {}, { killed: true }, "raises"],
    ["a rule for those who don't, negated", when([flagIs("on", true)]), {}, { killed: true }, "raises"],
    ["a rule that takes something away", when([flagIs("on")], "off", "on"), {}, { killed: true }, "raises"],
    ["an edit that nobody notices", when([flagIs("on")]), {}, { rules: [], targets: [] }, "same"],
  ];
  it.each(cases)("%s", (_, g, before, after, expected) => {
    expect(directionOf(g, { f: before }, { f: after })).toBe(expected);
  });

  it("a flag that is gone raises, and one that comes disabled does not", () => {
    const [none, one] = [{ flags: [], segments: [] }, (f: object) => ({ flags: [flag("f", f)], segments: [] })];
    const touched = { flags: ["f"], segments: [] };
    expect(compareWorlds(one({ enabled: false }), none, touched).get("f")).toBe("raises");
    expect(compareWorlds(none, one({ enabled: false }), touched).get("f")).toBe("lowers");
    expect(compareWorlds(none, one({}), touched).get("f")).toBe("raises");
  });

  it("what can't be read raises", () => {
    const after = { flags: [flag("f", { enabled: false })], segments: [] };
    const unreadable = { flags: ["f"], segments: [] };
    expect(compareWorlds({ flags: [], segments: [] }, after, unreadable, { unreadable }).get("f")).toBe("raises");
  });

  it("a circle raises for all that are in it or lean on it", () => {
    const circle = [
      flag("a", { prerequisites: [{ flag: "b", variants: ["on"] }] }),
      flag("b", when([{ ...flagIs("on"), attribute: "a" }])),
    ];
    const leaning = flag("c", { prerequisites: [{ flag: "a", variants: ["on"] }] });
    const [a, b] = circle as [FlagData, FlagData];
    const directions = compareWorlds(
      { flags: [a, b, leaning], segments: [] },
      { flags: [a, { ...b, fallthrough: { variant: "off" }, rules: [] }, leaning], segments: [] },
      { flags: ["b"], segments: [] },
    );
    expect(directions.get("a")).toBe("raises");
    expect(directions.get("c")).toBe("raises");
  });
});

/** Counts what was told, and fails where somebody gets what they may not. */
function check(before: WorldData, after: WorldData, contexts: readonly unknown[], told: Record<string, number>): void {
  const isOther = <T extends { key: string }>(list: readonly T[], others: readonly T[]) =>
    list.filter((one) => !others.includes(one)).map(({ key }) => key);
  const keys = <T extends { key: string }>(a: readonly T[], b: readonly T[]) => [
    ...new Set([...isOther(a, b), ...isOther(b, a)]),
  ];
  const touched = { flags: keys(before.flags, after.flags), segments: keys(before.segments, after.segments) };
  const directions = compareWorlds(before, after, touched, { regex: re2 });
  const [then, now] = [compileRuleset(before, { regex: re2 }), compileRuleset(after, { regex: re2 })];
  for (const key of new Set([...before.flags, ...after.flags].map((one) => one.key))) {
    const way = directions.get(key);
    const count = way && !touched.flags.includes(key) ? `leaning ${way}` : String(way);
    told[count] = (told[count] ?? 0) + 1;
    if (way === "raises") continue;
    const safe = after.flags.find((one) => one.key === key)?.offVariant;
    const wasSafe = before.flags.find((one) => one.key === key)?.offVariant;
    for (const who of contexts) {
      const { variant: had } = getDetails(then, key, who, false);
      const { variant: has } = getDetails(now, key, who, false);
      if (way === undefined || way === "same") expect(has, key).toBe(had);
      else if (has !== had) expect([safe, undefined], key).toContain(has);
      if (had !== undefined && had === wasSafe) expect(has, key).toBe(had);
    }
  }
}

// Few at a time, or hardly any change as a whole would lower. Sometimes one goes, or comes.
const rarely = <T>(one: T, edits: Arbitrary<T>, weight = 5) =>
  fc.oneof({ arbitrary: fc.constant(one), weight }, { arbitrary: edits, weight: 1 });

describe("whatever is changed in an environment, nobody gets anything new by what is told to lower", () => {
  it("in any flag", () => {
    const changes = world.chain(({ flags, segments }) =>
      fc.record({
        before: fc.constant({ flags, segments }),
        after: fc.record({
          flags: fc
            .tuple(...flags.map((one, at) => rarely(one, flagEdits(one, flags[(at + 3) % 4] as FlagData))))
            .chain((all) => rarely<FlagData[]>(all, fc.subarray(all, { minLength: 3 }))),
          segments: fc.tuple(...segments.map((one) => rarely(one, segmentEdits(one)))),
        }),
        isReversed: fc.boolean(),
      }),
    );
    const told: Record<string, number> = {};
    fc.assert(
      fc.property(changes, fc.array(context, { minLength: 10, maxLength: 20 }), (change, contexts) => {
        const [before, after] = change.isReversed ? [change.after, change.before] : [change.before, change.after];
        check(before, after, contexts, told);
      }),
      { numRuns: LONG ? 20_000 : 500 },
    );
    // The promise would be empty if hardly anything were told to lower.
    expect(told.lowers).toBeGreaterThan(30);
    expect(told["leaning lowers"]).toBeGreaterThan(10);
    expect(told.same).toBeGreaterThan(15);
  });

  // Flags that do little but lean on each other and on segments, so that most changes of one concern the others.
  it("in flags that lean on others", () => {
    const negate = fc.boolean();
    const leaning = (below: readonly string[]): Arbitrary<Condition> =>
      fc.oneof(
        fc.record({
          operator: fc.constantFrom<Operator>("inSegment", "notInSegment"),
          values: fc.constantFrom<string[][]>(["beta"], ["staff"], ["beta", "staff"]),
          negate,
        }),
        ...below.map((attribute) =>
          fc.record({
            attribute: fc.constant(attribute),
            operator: fc.constant<Operator>("flagIs"),
            values: fc.constantFrom<string[][]>(["on"], ["off"]),
            negate,
          }),
        ),
      );
    const variant = fc.constantFrom("on", "off");
    const small = (key: string, below: readonly string[]): Arbitrary<FlagData> =>
      fc
        .record({
          enabled: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
          offVariant: fc.integer({ min: 0, max: 4 }).map((n) => (n > 0 ? "off" : "on")),
          prerequisites: fc.array(
            fc.record({ flag: fc.constantFrom(...below, "nothing"), variants: variant.map((one) => [one]) }),
            { maxLength: below.length === 0 ? 0 : 1 },
          ),
          condition: leaning(below),
          serve: variant,
          rest: variant,
        })
        .map(({ condition, serve, rest, ...change }) => flag(key, { ...change, ...when([condition], serve, rest) }));
    const keys = fc.subarray(["ann", "bob", "eve"]);
    const held = (key: string, conditions: Arbitrary<Condition[]>): Arbitrary<SegmentData> =>
      fc
        .record({
          includedKeys: keys,
          excludedKeys: keys,
          rules: fc.array(fc.record({ conditions }), { maxLength: 1 }),
        })
        .map((change) => segment(key, change));
    const plan = fc.constantFrom<Condition[]>(
      [{ attribute: "plan", operator: "equals", values: ["pro"] }],
      [{ attribute: "plan", operator: "equals", values: ["pro", "free"] }],
      [],
    );
    const inBetaToo = fc.constantFrom<Condition[]>([inBeta], [{ ...inBeta, negate: true }]);
    const worlds = fc.record({
      flags: fc.tuple(small("a", []), small("b", ["a"]), small("c", ["a", "b"])),
      segments: fc.tuple(held("beta", plan), held("staff", fc.oneof(plan, inBetaToo))),
    });
    const contexts = ["ann", "bob", "eve", "someone", undefined].flatMap((targetingKey) =>
      ["pro", "free", undefined].map((one) => ({ targetingKey, plan: one })),
    );
    const told: Record<string, number> = {};
    fc.assert(
      fc.property(
        worlds,
        worlds,
        fc.subarray([0, 1, 2, 3, 4], { minLength: 1, maxLength: 2 }),
        (before, other, which) => {
          const take = <T>(all: readonly T[], others: readonly T[], from: number) =>
            all.map((one, at) => (which.includes(at + from) ? (others[at] as T) : one));
          const after = {
            flags: take(before.flags, other.flags, 0),
            segments: take(before.segments, other.segments, 3),
          };
          check(before, after, contexts, told);
        },
      ),
      { numRuns: LONG ? 50_000 : 2_000 },
    );
    expect(told.lowers).toBeGreaterThan(100);
    expect(told["leaning lowers"]).toBeGreaterThan(100);
    expect(told["leaning same"]).toBeGreaterThan(100);
  });
});
