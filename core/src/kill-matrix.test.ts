import { describe, expect, it, vi } from "vitest";
import {
  type Condition,
  compileRuleset,
  evaluateClientFlag,
  type FlagData,
  type FlagType,
  getDetails,
  type JsonValue,
  type Operator,
  type SegmentData,
  toClientFlag,
} from "./index.ts";
import { re2 } from "./re2.case.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

// Off is off: every flag type × operator × prerequisite × segment × rollout × target state, killed.

const types: Record<FlagType, [JsonValue, JsonValue]> = {
  boolean: [true, false],
  string: ["a", "b"],
  number: [1, 0],
  object: [{ a: 1 }, {}],
};

const operators: Record<Operator, Partial<Condition>> = {
  equals: { values: ["x"] },
  exists: {},
  startsWith: { values: ["x"] },
  endsWith: { values: ["x"] },
  contains: { values: ["x"] },
  matches: { values: ["x"] },
  lessThan: { values: [1] },
  lessThanOrEqual: { values: [1] },
  greaterThan: { values: [1] },
  greaterThanOrEqual: { values: [1] },
  between: { values: [1, 2] },
  semverEquals: { values: ["1.0.0"] },
  semverLessThan: { values: ["1.0.0"] },
  semverLessThanOrEqual: { values: ["1.0.0"] },
  semverGreaterThan: { values: ["1.0.0"] },
  semverGreaterThanOrEqual: { values: ["1.0.0"] },
  semverInRange: { values: ["^1"] },
  before: { values: [0] },
  after: { values: [0] },
  includesAny: { values: ["x"] },
  includesAll: { values: ["x"] },
  includesNone: { values: ["x"] },
  inCidr: { values: ["::/0"] },
  inSegment: { values: ["everyone"] },
  notInSegment: { values: ["everyone"] },
  flagIs: { attribute: "parent", values: ["on"] },
};

const prerequisites: Record<string, FlagData["prerequisites"]> = {
  none: [],
  met: [{ flag: "parent", variants: ["on"] }],
  unmet: [{ flag: "parent", variants: ["off"] }],
  unknown: [{ flag: "nowhere", variants: ["on"] }],
};

const targets: Record<string, FlagData["targets"]> = { none: [], hit: [{ variant: "on", keys: ["ann"] }] };

const rollouts: Record<string, FlagData["fallthrough"]> = {
  none: { variant: "on" },
  all: { rollout: { percentage: 100, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
  keyless: {
    rollout: { percentage: 50, variants: [{ variant: "on", weight: 1 }], otherwise: "off", bucketBy: "nothing" },
  },
};

const segmentStates: Record<string, SegmentData[]> = {
  whole: [{ key: "everyone", rules: [{ conditions: [] }], includedKeys: [], excludedKeys: [] }],
  missing: [],
  damaged: [{ key: "everyone", rules: 5 as never, includedKeys: [], excludedKeys: [] }],
};

function* combinations(): Generator<{ name: string; flag: FlagData; segments: SegmentData[] }> {
  for (const [type, [on, off]] of Object.entries(types))
    for (const [operator, operands] of Object.entries(operators))
      for (const [prerequisite, needed] of Object.entries(prerequisites))
        for (const [segment, segments] of Object.entries(segmentStates))
          for (const [rollout, serve] of Object.entries(rollouts))
            for (const [target, targeted] of Object.entries(targets)) {
              const condition = { attribute: "x", operator: operator as Operator, ...operands };
              const flag: FlagData = {
                key: "flag",
                type: type as FlagType,
                variants: [
                  { key: "on", value: on },
                  { key: "off", value: off },
                ],
                salt: "k3v9qx2",
                enabled: true,
                killed: true,
                clientSide: true,
                offVariant: "off",
                prerequisites: needed,
                targets: targeted,
                rules: [{ id: "rule", conditions: [condition], serve }],
                fallthrough: serve,
              };
              yield { name: [type, operator, prerequisite, segment, rollout, target].join(", "), flag, segments };
            }
}

const contexts = [{ targetingKey: "ann", x: "x" }, {}, { targetingKey: "", x: null }, null, { x: ["x"] }];

describe("a killed flag", () => {
  const all = [...combinations()];
  const parent = { ...(all[0]?.flag as FlagData), key: "parent", killed: false, rules: [], prerequisites: [] };

  it("comes in at least 500 combinations", () => {
    expect(all.length).toBeGreaterThanOrEqual(500);
  });

  it("gives its off variant with reason DISABLED and no error, in every combination", () => {
    for (const { name, flag, segments } of all) {
      const ruleset = compileRuleset({ flags: [flag, parent], segments }, { regex: re2 });
      const [, off] = flag.variants;
      for (const context of contexts) {
        const details = getDetails(ruleset, "flag", context, off?.value);
        const expected = { value: off?.value, variant: "off", reason: "DISABLED", flagMetadata: { killed: true } };
        if (details.reason !== "DISABLED" || details.variant !== "off") expect(details, name).toEqual(expected);
        else expect(details.errorCode, name).toBeUndefined();
      }
      const sent = toClientFlag(ruleset, "flag", undefined);
      expect(sent?.shared, name).toBe(true);
      const inBrowser = evaluateClientFlag(sent?.flag as never, {});
      if (inBrowser.variant !== "off" || inBrowser.reason !== "DISABLED") expect(inBrowser, name).toBe("off");
    }
  });

  it("and not before it was killed, in some of them, or the matrix would say nothing", () => {
    const answers = new Set<string>();
    for (const { flag, segments } of all) {
      const flags = [{ ...flag, killed: false }, parent];
      const ruleset = compileRuleset({ flags, segments }, { regex: re2 });
      const { reason, variant, errorCode } = getDetails(ruleset, "flag", contexts[0], flag.variants[0]?.value);
      answers.add([reason, variant, errorCode].filter(Boolean).join(" "));
    }
    expect([...answers].sort()).toEqual([
      "DEFAULT on",
      "ERROR TARGETING_KEY_MISSING",
      "PREREQUISITE_FAILED off",
      "TARGETING_MATCH on",
    ]);
  });
});
