import { describe, expect, it } from "vitest";
import { flag } from "./fixtures.case.ts";
import { compileRuleset, explain, type Rule } from "./index.ts";

const quarter = { rollout: { percentage: 25, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } };

const rules: Rule[] = [
  {
    id: "swiss-pros",
    name: "Pros in Switzerland",
    conditions: [
      { attribute: "plan", operator: "equals", values: ["PRO"], ignoreCase: true },
      { attribute: "country", operator: "equals", values: ["CH"], negate: true },
      { attribute: "roles", operator: "includesAny", values: ["admin"] },
    ],
    serve: { variant: "on" },
  },
  {
    id: "testers",
    conditions: [{ operator: "notInSegment", values: ["staff", "nowhere"] }],
    serve: quarter,
  },
];

const ruleset = compileRuleset({
  flags: [
    flag("parent"),
    flag("everything", {
      prerequisites: [{ flag: "parent", variants: ["on"] }],
      targets: [{ variant: "on", keys: ["ann"] }],
      rules,
    }),
    flag("gated", {
      prerequisites: [
        { flag: "parent", variants: ["on"] },
        { flag: "nowhere", variants: ["on"] },
        { flag: "parent", variants: ["off"] },
      ],
    }),
    flag("quarter", { fallthrough: quarter }),
    flag("by-org", { fallthrough: { rollout: { ...quarter.rollout, bucketBy: "org\\.id" } } }),
    flag("asks", {
      rules: [
        {
          id: "r",
          conditions: [{ attribute: "parent", operator: "flagIs", values: ["on"] }],
          serve: { variant: "on" },
        },
      ],
    }),
    flag("killed", { killed: true }),
    flag("damaged", { salt: "" }),
  ],
  segments: [{ key: "staff", rules: [], includedKeys: ["bob"], excludedKeys: [] }],
});

describe("explain", () => {
  it("tells each prerequisite, target, rule and condition with the actual value", () => {
    const context = { targetingKey: "user-2", plan: "pro", roles: ["x", { hidden: true }, 5] };
    expect(explain(ruleset, "everything", context)).toEqual({
      flag: "everything",
      details: { value: false, variant: "off", reason: "SPLIT", ruleId: "testers", flagMetadata: {} },
      prerequisites: [{ flag: "parent", variants: ["on"], actual: "on", reason: "STATIC", passed: true }],
      target: { targetingKey: "user-2", passed: false },
      rules: [
        {
          id: "swiss-pros",
          name: "Pros in Switzerland",
          passed: false,
          conditions: [
            { attribute: "plan", operator: "equals", values: ["PRO"], ignoreCase: true, actual: "pro", passed: true },
            { attribute: "country", operator: "equals", values: ["CH"], negate: true, passed: false },
            {
              attribute: "roles",
              operator: "includesAny",
              values: ["admin"],
              actual: ["x", "[object]", 5],
              passed: false,
            },
          ],
        },
        {
          id: "testers",
          passed: true,
          conditions: [
            {
              operator: "notInSegment",
              values: ["staff", "nowhere"],
              passed: true,
              segments: [
                { segment: "staff", holds: false, because: "no rule of the segment matches" },
                { segment: "nowhere", holds: false, because: "there is no such segment" },
              ],
            },
          ],
          rollout: {
            bucketBy: "targetingKey",
            key: "user-2",
            percentage: 25,
            bucket: 99.496,
            exposed: false,
            text: "bucket 99.496, rollout 25: needs 74.497 more",
          },
        },
      ],
      fallthrough: false,
    });
  });

  it("stops where evaluation stops", () => {
    const { target, rules: reached, details } = explain(ruleset, "everything", { targetingKey: "ann" });
    expect(target).toEqual({ targetingKey: "ann", variant: "on", passed: true });
    expect(reached).toEqual([]);
    expect(details.reason).toBe("TARGETING_MATCH");
  });

  it("names every prerequisite, also after the first that failed", () => {
    const { prerequisites, details } = explain(ruleset, "gated", {});
    expect(prerequisites).toEqual([
      { flag: "parent", variants: ["on"], actual: "on", reason: "STATIC", passed: true },
      { flag: "nowhere", variants: ["on"], passed: false },
      { flag: "parent", variants: ["off"], actual: "on", reason: "STATIC", passed: false },
    ]);
    expect(details.flagMetadata).toEqual({ prerequisite: "nowhere" });
  });

  it("shows the bucket beside the threshold, for the exposed as well", () => {
    const { rollout, fallthrough } = explain(ruleset, "quarter", { targetingKey: "user-1" });
    expect(rollout).toMatchObject({ bucket: 8.211, exposed: true, text: "bucket 8.211, rollout 25: exposed" });
    expect(fallthrough).toBe(true);
  });

  it("says what is missing to bucket by, under the name that the flag has for it", () => {
    const { rollout, details } = explain(ruleset, "by-org", { targetingKey: "user-1" });
    expect(rollout).toEqual({
      bucketBy: "org\\.id",
      percentage: 25,
      exposed: false,
      text: "the context has no org\\.id to bucket by",
    });
    expect(details).toMatchObject({ reason: "ERROR", errorCode: "TARGETING_KEY_MISSING" });
  });

  it("shows the other flag's variant", () => {
    expect(explain(ruleset, "asks", {}).rules[0]?.conditions).toEqual([
      { attribute: "parent", operator: "flagIs", values: ["on"], actual: "on", passed: true },
    ]);
  });

  it.each([
    ["killed", "DISABLED", undefined],
    ["damaged", "ERROR", "PARSE_ERROR"],
    ["nowhere", "ERROR", "FLAG_NOT_FOUND"],
  ])("reaches nothing in a flag that is %s", (key, reason, errorCode) => {
    const { details, ...trace } = explain(ruleset, key, {});
    expect(details).toMatchObject(errorCode === undefined ? { reason } : { reason, errorCode });
    expect(trace).toEqual({ flag: key, prerequisites: [], rules: [], fallthrough: false });
  });

  it("shortens what is long", () => {
    const context = { plan: "x".repeat(1000), roles: Array.from({ length: 1000 }, (_, i) => i) };
    const [plan, , roles] = explain(ruleset, "everything", context).rules[0]?.conditions ?? [];
    expect(plan?.actual).toBe(`${"x".repeat(200)}…`);
    expect(roles?.actual).toHaveLength(21);
    expect([roles?.actual].flat().at(-1)).toBe("… 980 more");
  });
});
