import { describe, expect, it } from "vitest";
import { flag, segment } from "../fixtures.case.ts";
import { type Condition, findProblems, findSegmentProblems, type Serve } from "../index.ts";
import { re2 } from "../re2.case.ts";

const world = { flags: [flag("other")], segments: [segment("staff")] };

const problems = (change: object, around = world): string[] =>
  findProblems(flag("checkout", change), around, { regex: re2 }).map(({ message }) => message);

const condition = (one: object): object => ({ rules: [{ id: "r", conditions: [one], serve: { variant: "on" } }] });

describe("findProblems, of variants and of what leans on what", () => {
  it.each<[string, object, string]>([
    [
      "other values",
      {
        variants: [
          { key: "on", value: false },
          { key: "off", value: true },
        ],
      },
      "variants: a boolean flag has exactly on=true and off=false, received on=false, off=true",
    ],
    [
      "a third",
      { variants: [...flag("checkout").variants, { key: "maybe", value: true }] },
      "variants: a boolean flag has exactly on=true and off=false, received on=true, off=false, maybe=true",
    ],
    [
      "one of another type",
      {
        variants: [
          { key: "on", value: "true" },
          { key: "off", value: false },
        ],
        fallthrough: { variant: "off" },
      },
      'variants[0].value: must be of the flag\'s type boolean, received "true"',
    ],
    [
      "a key twice",
      {
        variants: [
          { key: "on", value: true },
          { key: "on", value: true },
          { key: "off", value: false },
        ],
      },
      'variants[1].key: "on" is the key of another variant',
    ],
  ])("refuses a boolean flag's variants with %s", (_, change, message) => {
    expect(problems(change)).toEqual([message]);
  });

  it.each<[string, object, string]>([
    ["string", { key: "b", value: 1 }, "variants[1].value: must be of the flag's type string, received 1"],
    ["number", { key: "b", value: "1" }, 'variants[1].value: must be of the flag\'s type number, received "1"'],
    ["object", { key: "b", value: null }, "variants[1].value: must be of the flag's type object, received null"],
  ])("refuses a %s flag's variant of another type", (type, second, message) => {
    const first = { string: "a", number: 1, object: {} }[type];
    const serve: Serve = { variant: "a" };
    const change = { type, variants: [{ key: "a", value: first }, second], offVariant: "a", fallthrough: serve };
    expect(problems(change)).toEqual([message]);
  });

  it("refuses one variant, and more than 50", () => {
    const many = (count: number): object => ({
      type: "number",
      variants: Array.from({ length: count }, (_, i) => ({ key: `v${i}`, value: i })),
      offVariant: "v0",
      fallthrough: { variant: "v0" },
    });
    expect(problems(many(1))).toEqual(["variants: a flag has 2 to 50 variants, received 1"]);
    expect(problems(many(50))).toEqual([]);
    expect(problems(many(51))).toEqual(["variants: a flag has 2 to 50 variants, received 51"]);
  });

  it("spells circles out: through prerequisites, flagIs and segments", () => {
    const asks: Condition = { attribute: "checkout", operator: "flagIs", values: ["on"] };
    const around = {
      flags: [flag("a", { ...condition({ operator: "inSegment", values: ["testers"] }) })],
      segments: [segment("testers", { rules: [{ conditions: [asks] }] })],
    };
    const change = { prerequisites: [{ flag: "a", variants: ["on"] }] };
    expect(problems(change, around)).toEqual([
      'prerequisites[0]: leads in a circle: "checkout" → "a" → "testers" → "checkout"',
    ]);
  });

  it("does not mind a circle elsewhere, nor an older state of the flag itself", () => {
    const circle = ["a", "b"].map((key, i) => flag(key, { prerequisites: [{ flag: "ba"[i], variants: ["on"] }] }));
    const old = flag("checkout", { prerequisites: [{ flag: "checkout", variants: ["on"] }] });
    expect(problems({}, { flags: [...circle, old], segments: [] })).toEqual([]);
  });

  it("refuses what would lean on too many others", () => {
    const chain = Array.from({ length: 101 }, (_, i) =>
      flag(`f${i}`, { prerequisites: i === 0 ? [] : [{ flag: `f${i - 1}`, variants: ["on"] }] }),
    );
    expect(problems({ prerequisites: [{ flag: "f99", variants: ["on"] }] }, { flags: chain, segments: [] })).toEqual(
      [],
    );
    expect(problems({ prerequisites: [{ flag: "f100", variants: ["on"] }] }, { flags: chain, segments: [] })).toEqual([
      '"checkout" would lean on too many flags: at most 100 in a row and 10000 in all',
    ]);
  });

  it.each([null, undefined, 5, "x", [], {}])("is total: %j", (data) => {
    expect(findProblems(data as never, world).length).toBeGreaterThan(0);
    expect(findSegmentProblems(data as never, world).length).toBeGreaterThan(0);
  });
});

describe("findSegmentProblems", () => {
  const found = (change: object): string[] =>
    findSegmentProblems(segment("staff", change), world, { regex: re2 }).map(({ message }) => message);
  const rule = (one: object): object => ({ rules: [{ conditions: [one] }] });

  it.each<[string, object, string[]]>([
    ["nothing", { includedKeys: ["a"], excludedKeys: ["a"], ...rule({ attribute: "x", operator: "exists" }) }, []],
    [
      "a bad value",
      rule({ attribute: "x", operator: "semverEquals", values: ["?"] }),
      ['rules[0].conditions[0].values[0]: "?" is not a semantic version'],
    ],
    [
      "an unknown segment",
      rule({ operator: "inSegment", values: ["x"] }),
      ['rules[0].conditions[0].values[0]: there is no segment "x"'],
    ],
    [
      "itself",
      rule({ operator: "inSegment", values: ["staff"] }),
      ['rules[0].conditions[0].values[0]: leads in a circle: "staff" → "staff"'],
    ],
    [
      "an unknown flag",
      rule({ attribute: "x", operator: "flagIs", values: ["on"] }),
      ['rules[0].conditions[0]: there is no flag "x", or it is archived'],
    ],
    ["a key twice", { includedKeys: ["a", "b", "a"] }, ['includedKeys[2]: "a" is in the list already']],
    ["a key that is none", { excludedKeys: [5] }, ["excludedKeys[0]: must be a text that is not empty, received 5"]],
    [
      "a bad key of its own",
      { key: "-" },
      ["key: must be 1 to 100 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit, received \"-\""],
    ],
  ])("finds %s", (_, change, messages) => {
    expect(found(change)).toEqual(messages);
  });
});
