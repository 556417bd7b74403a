import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import * as arbitrary from "./arbitrary.case.ts";
import { flag } from "./fixtures.case.ts";
import {
  type ClientFlag,
  compileRuleset,
  type EvaluationContext,
  evaluateClientFlag,
  type FlagData,
  getDetails,
  type Ruleset,
  toClientFlag,
} from "./index.ts";
import { re2 } from "./re2.case.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

const clientFlag = (key: string, change: object = {}): FlagData => flag(key, { clientSide: true, ...change });

const rollout = (percentage: number, bucketBy?: string): FlagData["fallthrough"] => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off", ...(bucketBy && { bucketBy }) },
});

const secret = { id: "canary-rule", conditions: [{ operator: "inSegment" as const, values: ["canary-segment"] }] };

const ruleset = compileRuleset({
  flags: [
    clientFlag("plain"),
    clientFlag("server-only", { clientSide: false }),
    clientFlag("unsaid", { clientSide: undefined }),
    clientFlag("off", { enabled: false }),
    clientFlag("killed", { killed: true, rules: [{ ...secret, serve: { variant: "on" } }] }),
    clientFlag("all", { fallthrough: rollout(100) }),
    clientFlag("nobody", { fallthrough: rollout(0) }),
    clientFlag("quarter", { fallthrough: rollout(25) }),
    clientFlag("by-org", { fallthrough: rollout(25, "org.id") }),
    clientFlag("ruled", { rules: [{ ...secret, serve: rollout(25) }], fallthrough: { variant: "off" } }),
    clientFlag("split-rule", { rules: [{ id: "canary", conditions: [], serve: rollout(25) }] }),
    clientFlag("targeted", { targets: [{ variant: "on", keys: ["canary-key"] }], fallthrough: { variant: "off" } }),
    clientFlag("gated", { prerequisites: [{ flag: "canary-parent", variants: ["on"] }] }),
    clientFlag("canary-parent", { clientSide: false }),
    clientFlag("damaged", { rules: [{ id: "canary", conditions: 5 as never, serve: { variant: "on" } }] }),
  ],
  segments: [
    { key: "canary-segment", rules: [], includedKeys: ["canary-included"], excludedKeys: ["canary-excluded"] },
  ],
});

const sent = (key: string, context?: EvaluationContext): { flag: ClientFlag; shared: boolean } | undefined =>
  toClientFlag(ruleset, key, context);

describe("toClientFlag", () => {
  it.each(["server-only", "unsaid", "nowhere", "__proto__"])("sends nothing of %s", (key) => {
    expect(sent(key)).toBeUndefined();
  });

  it.each([
    ["plain", { variant: "on", value: true, reason: "STATIC" }],
    ["off", { variant: "off", value: false, reason: "DISABLED" }],
    ["killed", { variant: "off", value: false, reason: "DISABLED" }],
    ["all", { variant: "on", value: true, reason: "STATIC" }],
    ["nobody", { variant: "off", value: false, reason: "STATIC" }],
    ["damaged", { errorCode: "PARSE_ERROR" }],
  ])("shares the answer of %s, which is the same for everyone", (key, answer) => {
    expect(sent(key)).toEqual({ flag: { key, ...answer }, shared: true });
  });

  it("shares a pure rollout, for the browser to bucket", () => {
    const shares = {
      salt: "k3v9qx2",
      below: 2 ** 30,
      variants: [{ variant: "on", value: true, below: 2 ** 32 }],
      otherwise: { variant: "off", value: false },
    };
    expect(sent("quarter")).toEqual({ flag: { key: "quarter", ...shares }, shared: true });
    expect(sent("by-org")).toEqual({ flag: { key: "by-org", ...shares, bucketBy: ["org", "id"] }, shared: true });
  });

  it.each<[string, EvaluationContext | undefined, object]>([
    ["ruled", { targetingKey: "canary-included" }, { variant: "off", value: false, reason: "SPLIT" }],
    ["ruled", {}, { variant: "off", value: false, reason: "DEFAULT" }],
    ["targeted", { targetingKey: "canary-key" }, { variant: "on", value: true, reason: "TARGETING_MATCH" }],
    ["gated", undefined, { variant: "on", value: true, reason: "DEFAULT" }],
    ["split-rule", {}, { errorCode: "TARGETING_KEY_MISSING" }],
  ])("answers for the context where more than a rollout decides: %s for %j", (key, context, answer) => {
    expect(sent(key, context)).toEqual({ flag: { key, ...answer }, shared: false });
  });

  it("never sends a rule, a segment, another flag or anybody's key", () => {
    const contexts = [undefined, {}, { targetingKey: "canary-key" }, { targetingKey: "canary-included" }];
    for (const context of contexts) {
      for (const key of ruleset.flags.keys()) {
        expect(JSON.stringify(sent(key, context)?.flag ?? null)).not.toContain("canary");
      }
    }
  });
});

describe("evaluateClientFlag", () => {
  const sameAsServer = (compiled: Ruleset, key: string, context: EvaluationContext): void => {
    const { value, variant, reason, errorCode } = getDetails<unknown>(compiled, key, context, undefined);
    const overTheWire = JSON.parse(JSON.stringify(toClientFlag(compiled, key, context)?.flag));
    expect(evaluateClientFlag(overTheWire, context)).toEqual({ value, variant, reason, errorCode });
  };

  it("gives the server's answer, for every flag and context", () => {
    const contexts = fc.array(arbitrary.context, { minLength: 5, maxLength: 5 });
    const agree = fc.property(arbitrary.world, contexts, ({ flags, segments }, people) => {
      const clientSide = flags.map((one) => ({ ...one, clientSide: true }));
      const compiled = compileRuleset({ flags: clientSide, segments }, { regex: re2 });
      for (const key of arbitrary.flagKeys) for (const person of people) sameAsServer(compiled, key, person);
    });
    fc.assert(agree, { numRuns: 100, seed: 21 });
  });

  it("buckets pure rollouts as the server does, fractional weights and all", () => {
    const weight = fc.double({ min: 0, max: 1000, noNaN: true });
    const shares = fc.tuple(weight, weight, weight).filter((weights) => weights.some((one) => one > 0.001));
    const percentage = fc.oneof(fc.constantFrom(0, 100), fc.double({ min: 0, max: 100, noNaN: true }));
    const bucketBy = fc.constantFrom("targetingKey", "plan", "org.plan", "seats");
    const agree = fc.property(
      shares,
      percentage,
      bucketBy,
      fc.array(arbitrary.context),
      (weights, share, by, people) => {
        const variants = ["a", "b", "c"].map((key) => ({ key, value: key }));
        const split = weights.map((one, i) => ({ variant: "abc"[i] as string, weight: one }));
        const fallthrough = { rollout: { percentage: share, variants: split, otherwise: "c", bucketBy: by } };
        const data = clientFlag("split", { type: "string", variants, offVariant: "c", fallthrough });
        const compiled = compileRuleset({ flags: [data], segments: [] });
        for (const person of people) sameAsServer(compiled, "split", person);
      },
    );
    fc.assert(agree, { numRuns: 300, seed: 22 });
  });

  it.each([null, undefined, 5, {}, { salt: "k3v9qx2" }, { salt: 5, below: 50, variants: [], otherwise: null }])(
    "is total on flags that are none: %j",
    (damaged) => {
      expect(() => evaluateClientFlag(damaged as never, { targetingKey: "a" })).not.toThrow();
    },
  );
});
