import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { context, world } from "../arbitrary.case.ts";
import { flag } from "../fixtures.case.ts";
import type { FlagData, Serve } from "../flag.ts";
import { compileRuleset, getDetails } from "../index.ts";
import { re2 } from "../re2.case.ts";
import { compareExposure } from "./compare-exposure.ts";
import { flagEdits } from "./edits.case.ts";

// Takes a second or two, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

const ramp = (percentage: number, change: object = {}): Serve => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off", ...change },
});
const beta = { id: "beta", conditions: [{ attribute: "plan", operator: "equals" as const, values: ["beta"] }] };

describe("what lowers, raises or does nothing", () => {
  const at25 = flag("f", { fallthrough: ramp(25) });
  const cases: [string, FlagData, FlagData, string][] = [
    ["a kill", at25, { ...at25, killed: true }, "lowers"],
    ["a restore", { ...at25, killed: true }, at25, "raises"],
    ["turning off", at25, { ...at25, enabled: false }, "lowers"],
    ["turning on", { ...at25, enabled: false }, at25, "raises"],
    ["editing what is off", { ...at25, enabled: false }, { ...at25, enabled: false, fallthrough: ramp(50) }, "same"],
    ["a step up", at25, { ...at25, fallthrough: ramp(50) }, "raises"],
    ["a step back", at25, { ...at25, fallthrough: ramp(5) }, "lowers"],
    ["from everyone to a share", flag("f"), at25, "lowers"],
    ["another attribute to bucket by", at25, { ...at25, fallthrough: ramp(25, { bucketBy: "org" }) }, "raises"],
    ["another off variant", at25, { ...at25, offVariant: "on" }, "raises"],
    [
      "another off variant of a killed flag",
      { ...at25, killed: true },
      { ...at25, killed: true, offVariant: "on" },
      "raises",
    ],
    ["a rule that gives more", at25, { ...at25, rules: [{ ...beta, serve: { variant: "on" } }] }, "raises"],
    ["a rule that gives less", at25, { ...at25, rules: [{ ...beta, serve: { variant: "off" } }] }, "lowers"],
    [
      "a renamed rule",
      { ...at25, rules: [{ ...beta, serve: ramp(5) }] },
      { ...at25, rules: [{ ...beta, name: "b", serve: ramp(5) }] },
      "same",
    ],
    ["a target more", at25, { ...at25, targets: [{ variant: "on", keys: ["ann"] }] }, "raises"],
    ["a target that shields", at25, { ...at25, targets: [{ variant: "off", keys: ["ann"] }] }, "lowers"],
    [
      "a target less, where all have the same",
      { ...flag("f"), targets: [{ variant: "off", keys: ["ann"] }] },
      flag("f"),
      "raises",
    ],
    ["a prerequisite more", at25, { ...at25, prerequisites: [{ flag: "g", variants: ["on"] }] }, "lowers"],
    ["a prerequisite less", { ...at25, prerequisites: [{ flag: "g", variants: ["on"] }] }, at25, "raises"],
    ["browsers may see it", at25, { ...at25, clientSide: true }, "raises"],
    ["browsers lose it, and show their default", { ...at25, clientSide: true }, at25, "raises"],
    [
      "another value of what some get",
      at25,
      {
        ...at25,
        variants: [
          { key: "on", value: 2 },
          { key: "off", value: false },
        ],
      },
      "raises",
    ],
    [
      "another value of the safe variant",
      at25,
      {
        ...at25,
        killed: true,
        variants: [
          { key: "on", value: true },
          { key: "off", value: true },
        ],
      },
      "raises",
    ],
    [
      "a rule for fewer",
      {
        ...at25,
        rules: [
          {
            id: "r",
            conditions: [{ attribute: "plan", operator: "equals", values: ["a", "b"] }],
            serve: { variant: "on" },
          },
        ],
      },
      {
        ...at25,
        rules: [
          { id: "r", conditions: [{ attribute: "plan", operator: "equals", values: ["a"] }], serve: { variant: "on" } },
        ],
      },
      "lowers",
    ],
    [
      "a rule for fewer, where the others get nothing",
      {
        ...at25,
        fallthrough: { variant: "off" },
        rules: [
          {
            id: "r",
            conditions: [{ attribute: "plan", operator: "equals", values: ["a", "b"] }],
            serve: { variant: "on" },
          },
        ],
      },
      {
        ...at25,
        fallthrough: { variant: "off" },
        rules: [
          { id: "r", conditions: [{ attribute: "plan", operator: "equals", values: ["a"] }], serve: { variant: "on" } },
        ],
      },
      "lowers",
    ],
  ];
  it.each(cases)("%s", (_, before, after, expected) => {
    expect(compareExposure(before, after)).toBe(expected);
  });
});

describe("whatever is changed", () => {
  const changes = world.chain(({ flags, segments }) => {
    const before = { ...(flags.at(-1) as FlagData), enabled: true, killed: false };
    return fc.record({
      flags: fc.constant(flags),
      segments: fc.constant(segments),
      before: fc.constant(before),
      after: flagEdits(before, flags.at(-2) as FlagData),
    });
  });

  it("no change that is told to lower gives anyone anything new", () => {
    const told = { lowers: 0, raises: 0, same: 0 };
    fc.assert(
      fc.property(
        changes,
        fc.array(context, { minLength: 10, maxLength: 30 }),
        ({ flags, segments, before, after }, contexts) => {
          const way = compareExposure(before, after);
          told[way] += 1;
          if (way === "raises") return;
          const rulesetWith = (one: FlagData) =>
            compileRuleset({ flags: [...flags.slice(0, -1), one], segments }, { regex: re2 });
          const [then, now] = [rulesetWith(before), rulesetWith(after)];
          for (const who of contexts) {
            const { variant: had } = getDetails(then, before.key, who, false);
            const { variant: has } = getDetails(now, after.key, who, false);
            if (way === "same") expect(has).toBe(had);
            else if (has !== had) expect([after.offVariant, undefined]).toContain(has);
            if (had === before.offVariant) expect(has).toBe(had);
          }
        },
      ),
      { numRuns: 2_000 },
    );
    // The promise would be empty if hardly anything were told to lower.
    expect(told.lowers).toBeGreaterThan(200);
    expect(told.same).toBeGreaterThan(60);
    expect(told.raises).toBeGreaterThan(200);
  });
});
