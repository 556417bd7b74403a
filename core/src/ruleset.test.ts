import { describe, expect, it, vi } from "vitest";
import { flag, segment } from "./fixtures.case.ts";
import {
  type Condition,
  compileRuleset,
  type FlagData,
  getDetails,
  isEnabled,
  updateRuleset,
  type Variant,
} from "./index.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

const when = (condition: Condition): Partial<FlagData> => ({
  rules: [{ id: "rule", conditions: [condition], serve: { variant: "off" } }],
});

const needs = (key: string): Partial<FlagData> => ({ prerequisites: [{ flag: key, variants: ["on"] }] });

const NOTHING = { flags: [], segments: [], removed: { flags: [] } };

describe("updateRuleset", () => {
  const before = compileRuleset({
    flags: [
      flag("parent"),
      flag("child", needs("parent")),
      flag("grandchild", needs("child")),
      flag("asks", when({ attribute: "parent", operator: "flagIs", values: ["off"] })),
      flag("uses-segment", when({ operator: "inSegment", values: ["outer"] })),
      flag("waits", needs("later")),
      flag("alone"),
    ],
    segments: [
      segment("inner", { includedKeys: ["ann"] }),
      segment("outer", { rules: [{ conditions: [{ operator: "inSegment", values: ["inner"] }] }] }),
      segment("asking", { rules: [{ conditions: [{ attribute: "alone", operator: "flagIs", values: ["on"] }] }] }),
    ],
  });

  it("gives a new ruleset and leaves the old one as it was", () => {
    const update = { ...NOTHING, flags: [flag("parent", { killed: true })] };
    const { ruleset } = updateRuleset(before, update);
    expect(isEnabled(ruleset, "grandchild", {})).toBe(false);
    expect(isEnabled(before, "grandchild", {})).toBe(true);
  });

  it("compiles only what is touched", () => {
    const { ruleset } = updateRuleset(before, { ...NOTHING, flags: [flag("alone", { enabled: false })] });
    for (const [key, compiled] of before.flags) expect(ruleset.flags.get(key) === compiled).toBe(key !== "alone");
    for (const [key, compiled] of before.segments) expect(ruleset.segments.get(key)).toBe(compiled);
  });

  it.each<[string, Partial<Parameters<typeof updateRuleset>[1]>, string[]]>([
    [
      "a flag and all that lean on it",
      { flags: [flag("parent", { enabled: false })] },
      ["asks", "child", "grandchild", "parent"],
    ],
    ["a flag in the middle", { flags: [flag("child", { enabled: false })] }, ["child", "grandchild"]],
    ["nothing for what came again unchanged", { flags: [flag("parent"), flag("alone")] }, []],
    ["nothing for an empty update", {}, []],
    ["users of a segment, through others", { segments: [segment("inner")] }, ["uses-segment"]],
    [
      "nothing for a segment that came again unchanged",
      { segments: [segment("inner", { includedKeys: ["ann"] })] },
      [],
    ],
    ["a removed flag and its dependants", { removed: { flags: ["child"] } }, ["child", "grandchild"]],
    ["nothing for a removed flag that was not there", { removed: { flags: ["nowhere"] } }, []],
    ["users of a removed segment", { removed: { flags: [], segments: ["inner"] } }, ["uses-segment"]],
    ["whoever waited for a new flag", { flags: [flag("later")] }, ["later", "waits"]],
    ["a flag that became damaged", { flags: [flag("child", { salt: "" })] }, ["child", "grandchild"]],
    [
      "everything in a circle that was closed",
      { flags: [flag("parent", needs("grandchild"))] },
      ["asks", "child", "grandchild", "parent"],
    ],
  ])("names %s", (_, update, changed) => {
    expect(updateRuleset(before, { ...NOTHING, ...update }).changed).toEqual(changed);
  });

  it("names every flag whose answer differs, and nothing that it should not, when many change", () => {
    const answers = (ruleset: typeof before): Map<string, unknown> =>
      new Map(
        [...ruleset.flags.keys(), "later"].map((key) => [
          key,
          getDetails(ruleset, key, { targetingKey: "ann" }, false),
        ]),
      );
    const updates = [
      { flags: [flag("parent", { killed: true }), flag("later")], segments: [segment("inner")] },
      { flags: [flag("alone", { enabled: false })], segments: [segment("outer")] },
    ];
    let ruleset = before;
    for (const update of updates) {
      const next = updateRuleset(ruleset, { ...NOTHING, ...update });
      const [old, now] = [answers(ruleset), answers(next.ruleset)];
      const differing = [...now.keys()].filter((key) => JSON.stringify(old.get(key)) !== JSON.stringify(now.get(key)));
      expect(next.changed).toEqual(expect.arrayContaining(differing));
      ruleset = next.ruleset;
    }
  });

  it("names what is broken, until it is whole or gone", () => {
    const damaged = {
      ...NOTHING,
      flags: [flag("alone", { salt: "" })],
      segments: [segment("inner", { rules: 5 as never })],
    };
    const hurt = updateRuleset(before, damaged).ruleset;
    expect(hurt.broken.map(({ kind, key }) => `${kind} ${key}`)).toEqual(["segment inner", "flag alone"]);
    expect(getDetails(hurt, "alone", {}, true)).toMatchObject({ value: true, errorCode: "PARSE_ERROR" });
    const healed = updateRuleset(hurt, {
      ...NOTHING,
      flags: [flag("alone")],
      removed: { flags: [], segments: ["inner"] },
    });
    expect(healed.ruleset.broken).toEqual([]);
    expect(healed.changed).toEqual(["alone"]);
    expect(isEnabled(healed.ruleset, "alone", {})).toBe(true);
  });

  it("ends the same as compiling anew", () => {
    const flags = [flag("parent", { killed: true }), flag("new", needs("parent"))];
    const { ruleset } = updateRuleset(before, { ...NOTHING, flags, removed: { flags: ["asks"] } });
    const all = [...ruleset.flags.values()].map(({ source }) => source);
    const anew = compileRuleset({ flags: all, segments: [...ruleset.segments.values()].map(({ source }) => source) });
    for (const { key } of all) expect(getDetails(ruleset, key, {}, false)).toEqual(getDetails(anew, key, {}, false));
  });
});

describe("compileRuleset", () => {
  it("names flags and segments without a key, and lists that are none", () => {
    const { broken } = compileRuleset({ flags: [{} as FlagData], segments: "?" as never });
    expect(broken).toEqual([
      { kind: "segment", key: "", problem: 'segments must be a list, received "?"' },
      { kind: "flag", key: "", problem: "a flag without a key: {}" },
    ]);
  });

  it("lets the last of two with one key count", () => {
    const ruleset = compileRuleset({ flags: [flag("a", { salt: "" }), flag("a", { enabled: false })], segments: [] });
    expect(ruleset.broken).toEqual([]);
    expect(getDetails(ruleset, "a", {}, true)).toMatchObject({ value: false, reason: "DISABLED" });
  });

  it("freezes values, so that no caller changes another's answer", () => {
    const variants: Variant[] = [
      { key: "a", value: { list: [1] } },
      { key: "b", value: {} },
    ];
    const data = flag("o", { type: "object", variants, offVariant: "a", fallthrough: { variant: "a" } });
    const { value } = getDetails<{ list: number[] }>(
      compileRuleset({ flags: [data], segments: [] }),
      "o",
      {},
      { list: [] },
    );
    expect(() => value.list.push(2)).toThrow(TypeError);
    expect(variants[0]?.value).toEqual({ list: [1] });
    expect(Object.isFrozen(variants[0]?.value)).toBe(false);
  });
});

describe("cost", () => {
  it("is one look-up of the flag and at most two of the key in a segment, however many there are", () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `person-${i}`);
    const many = Array.from({ length: 10_000 }, (_, i) => flag(`flag-${i}`));
    const rules = when({ operator: "inSegment", values: ["big"] });
    const compiled = compileRuleset({
      flags: [...many, flag("asked", rules)],
      segments: [segment("big", { includedKeys: keys })],
    });
    let lookUps = 0;
    const counting = <T extends object>(of: T): T =>
      new Proxy(of, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function") return name === "size" ? Reflect.get(target, name, target) : member;
          lookUps++;
          return member.bind(target);
        },
      });
    const big = compiled.segments.get("big");
    const segments = new Map([
      [
        "big",
        {
          ...(big as NonNullable<typeof big>),
          included: counting(big?.included as Set<string>),
          excluded: counting(big?.excluded as Set<string>),
        },
      ],
    ]);
    const ruleset = { ...compiled, flags: counting(compiled.flags), segments };
    expect(isEnabled(ruleset, "asked", { targetingKey: "person-99999" })).toBe(false);
    expect(lookUps).toBe(3);
  });
});

describe("chains", () => {
  const chain = (length: number): FlagData[] =>
    Array.from({ length }, (_, i) => flag(`f${i}`, i === 0 ? {} : needs(`f${i - 1}`)));

  it("are followed through a hundred flags, and fail beyond instead of overflowing the stack", () => {
    const ruleset = compileRuleset({ flags: chain(10_000), segments: [] });
    expect(getDetails(ruleset, "f100", {}, false).reason).toBe("DEFAULT");
    expect(getDetails(ruleset, "f101", {}, false)).toMatchObject({ value: false, reason: "PREREQUISITE_FAILED" });
    expect(getDetails(ruleset, "f9999", {}, true).errorCode).toBeUndefined();
  });

  it("that fan out end, too", () => {
    const fan = Array.from({ length: 60 }, (_, i) => {
      const condition: Condition = { attribute: `f${i - 1}`, operator: "flagIs", values: ["off"], negate: false };
      return flag(`f${i}`, i === 0 ? {} : { ...when(condition), ...needs(`f${i - 1}`) });
    });
    const ruleset = compileRuleset({ flags: fan, segments: [] });
    for (const { key } of fan) expect(getDetails(ruleset, key, {}, true).errorCode).toBeUndefined();
  });
});
