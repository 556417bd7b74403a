import fc, { type Arbitrary } from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { context, world } from "../arbitrary.case.ts";
import { flag, segment } from "../fixtures.case.ts";
import type { Condition, FlagData, SegmentData } from "../flag.ts";
import { compileRuleset, getDetails } from "../index.ts";
import { re2 } from "../re2.case.ts";
import { compareWorlds } from "./compare-worlds.ts";
import { flagEdits, segmentEdits } from "./edits.case.ts";

// Takes some seconds, but a busy machine makes it many.
vi.setConfig({ testTimeout: process.env.SWITCHYARD_LONG ? 300_000 : 60_000 });

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

describe("whatever is changed in an environment", () => {
  // Few at a time, or hardly any change as a whole would lower. Sometimes one goes, or comes.
  const rarely = <T>(one: T, edits: Arbitrary<T>) =>
    fc.oneof({ arbitrary: fc.constant(one), weight: 5 }, { arbitrary: edits, weight: 1 });
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

  it("no change that is told to lower gives anyone anything new, in any flag", () => {
    const told = { lowers: 0, raises: 0, same: 0, leaning: 0, untouched: 0 };
    fc.assert(
      fc.property(changes, fc.array(context, { minLength: 10, maxLength: 20 }), (change, contexts) => {
        const [before, after] = change.isReversed ? [change.after, change.before] : [change.before, change.after];
        const isOther = <T extends { key: string }>(list: readonly T[], others: readonly T[]) =>
          list.filter((one) => !others.includes(one)).map(({ key }) => key);
        const keys = <T extends { key: string }>(a: readonly T[], b: readonly T[]) => [
          ...new Set([...isOther(a, b), ...isOther(b, a)]),
        ];
        const touched = { flags: keys(before.flags, after.flags), segments: keys(before.segments, after.segments) };
        const directions = compareWorlds(before, after, touched, { regex: re2 });
        const [then, now] = [compileRuleset(before, { regex: re2 }), compileRuleset(after, { regex: re2 })];
        for (const { key } of [...before.flags, ...after.flags]) {
          const way = directions.get(key);
          if (way === undefined) told.untouched += 1;
          else told[way] += 1;
          if (way === "raises") continue;
          const safe = after.flags.find((one) => one.key === key)?.offVariant;
          const wasSafe = before.flags.find((one) => one.key === key)?.offVariant;
          if (way === "lowers" && !touched.flags.includes(key)) told.leaning += 1;
          for (const who of contexts) {
            const { variant: had } = getDetails(then, key, who, false);
            const { variant: has } = getDetails(now, key, who, false);
            if (way === undefined || way === "same") expect(has, key).toBe(had);
            else if (has !== had) expect([safe, undefined], key).toContain(has);
            if (had !== undefined && had === wasSafe) expect(has, key).toBe(had);
          }
        }
      }),
      { numRuns: process.env.SWITCHYARD_LONG ? 20_000 : 1_000 },
    );
    // The promise would be empty if hardly anything were told to lower.
    expect(told.lowers).toBeGreaterThan(200);
    expect(told.leaning).toBeGreaterThan(60);
    expect(told.same).toBeGreaterThan(300);
  });
});
