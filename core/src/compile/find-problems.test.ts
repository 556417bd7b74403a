import { describe, expect, it } from "vitest";
import { flag, segment } from "../fixtures.case.ts";
import { findProblems } from "../index.ts";
import { re2 } from "../re2.case.ts";

const world = { flags: [flag("other")], segments: [segment("staff")] };

const problems = (change: object, around = world): string[] =>
  findProblems(flag("checkout", change), around, { regex: re2 }).map(({ message }) => message);

const condition = (one: object): object => ({ rules: [{ id: "r", conditions: [one], serve: { variant: "on" } }] });
const compare = (operator: string, ...values: unknown[]): object => condition({ attribute: "x", operator, values });
const rollout = (change: object): object => ({
  fallthrough: { rollout: { percentage: 25, variants: [{ variant: "on", weight: 1 }], otherwise: "off", ...change } },
});
const shares = (...weights: unknown[]): object =>
  rollout({ variants: weights.map((weight, i) => ({ variant: i === 0 ? "on" : "off", weight })) });

describe("findProblems", () => {
  it("finds none in a good flag", () => {
    const rules = [
      {
        id: "r",
        conditions: [
          { attribute: "a.b", operator: "equals", values: ["x", 1, true], negate: true, ignoreCase: true },
          { attribute: "x", operator: "exists" },
          { attribute: "x", operator: "matches", values: ["^a+$"] },
          { attribute: "x", operator: "semverInRange", values: ["^1.2 || >=3"] },
          { attribute: "x", operator: "between", values: [1, 2] },
          { operator: "inSegment", values: ["staff"] },
          { attribute: "other", operator: "flagIs", values: ["on"] },
        ],
        serve: { rollout: { percentage: 33.333, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
      },
    ];
    const change = {
      prerequisites: [{ flag: "other", variants: ["on"] }],
      targets: [{ variant: "on", keys: ["a"] }],
      rules,
    };
    expect(problems(change)).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      "key",
      { key: "Check out" },
      "key: must be 1 to 100 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit, received \"Check out\"",
    ],
    ["salt", { salt: "short" }, 'salt: must be 7 characters of a-z and 0-9, received "short"'],
    ["type", { type: "date" }, 'type: must be boolean, string, number or object, received "date"'],
    ["enabled", { enabled: "yes" }, 'enabled: must be true or false, received "yes"'],
    ["off variant", { offVariant: "purple" }, 'offVariant: "purple" is not a variant of this flag'],
    [
      "fallthrough",
      { fallthrough: { variant: "purple" } },
      'fallthrough.variant: "purple" is not a variant of this flag',
    ],
    [
      "target",
      { targets: [{ variant: "purple", keys: [] }] },
      'targets[0].variant: "purple" is not a variant of this flag',
    ],
    [
      "target key twice",
      {
        targets: [
          { variant: "on", keys: ["a"] },
          { variant: "off", keys: ["b", "a"] },
        ],
      },
      'targets[1].keys[1]: "a" is a target already, for "on"',
    ],
    [
      "target key empty",
      { targets: [{ variant: "on", keys: [""] }] },
      'targets[0].keys[0]: must be a text that is not empty, received ""',
    ],
    [
      "share",
      rollout({ variants: [{ variant: "purple", weight: 1 }] }),
      'fallthrough.rollout.variants[0].variant: "purple" is not a variant of this flag',
    ],
    [
      "share twice",
      rollout({
        variants: [
          { variant: "on", weight: 1 },
          { variant: "on", weight: 2 },
        ],
      }),
      'fallthrough.rollout.variants[1].variant: "on" has a share already',
    ],
    [
      "no shares",
      rollout({ variants: [] }),
      "fallthrough.rollout.variants: a rollout has at least one variant, received none",
    ],
    [
      "negative weight",
      shares(1, -1),
      "fallthrough.rollout.variants[1].weight: a weight is a number of 0 or more, received -1",
    ],
    [
      "weights of 0",
      shares(0, 0),
      "fallthrough.rollout.variants: the weights add up to a finite number greater than 0, received 0",
    ],
    [
      "percentage over 100",
      rollout({ percentage: 100.001 }),
      "fallthrough.rollout.percentage: a percentage is a number from 0 to 100, received 100.001",
    ],
    [
      "percentage below 0",
      rollout({ percentage: -1 }),
      "fallthrough.rollout.percentage: a percentage is a number from 0 to 100, received -1",
    ],
    [
      "percentage off the grid",
      rollout({ percentage: 12.3456 }),
      "fallthrough.rollout.percentage: a percentage has steps of 0.001, received 12.3456",
    ],
    [
      "percentage as text",
      rollout({ percentage: "25" }),
      'fallthrough.rollout.percentage: a percentage is a number from 0 to 100, received "25"',
    ],
    [
      "otherwise",
      rollout({ otherwise: "purple" }),
      'fallthrough.rollout.otherwise: "purple" is not a variant of this flag',
    ],
    [
      "bucketBy",
      rollout({ bucketBy: "" }),
      'fallthrough.rollout.bucketBy: must be a text that is not empty, received ""',
    ],
    [
      "both serves",
      { fallthrough: { variant: "on", rollout: {} } },
      "fallthrough: serves either a variant or a rollout, received both",
    ],
    [
      "rule id twice",
      { rules: [1, 2].map(() => ({ id: "r", conditions: [], serve: { variant: "on" } })) },
      'rules[1].id: "r" is the id of another rule',
    ],
    [
      "no conditions",
      { rules: [{ id: "r", serve: { variant: "on" } }] },
      "rules[0].conditions: must be a list, received nothing",
    ],
    ["operator", compare("frobnicates", 1), 'rules[0].conditions[0].operator: "frobnicates" is not an operator'],
    [
      "no values",
      compare("equals"),
      "rules[0].conditions[0].values: equals takes a list of at least one value, received []",
    ],
    [
      "no attribute",
      condition({ operator: "equals", values: [1] }),
      "rules[0].conditions[0].attribute: must be a text that is not empty, received nothing",
    ],
    [
      "exists with values",
      condition({ attribute: "x", operator: "exists", values: [1] }),
      "rules[0].conditions[0].values: exists takes no values, received [1]",
    ],
    [
      "equals null",
      compare("equals", null),
      "rules[0].conditions[0].values[0]: null is not a string, a number or a boolean",
    ],
    ["text of a number", compare("contains", 5), "rules[0].conditions[0].values[0]: 5 is not a string"],
    ["number of a text", compare("lessThan", 1, "5"), 'rules[0].conditions[0].values[1]: "5" is not a finite number'],
    [
      "between one",
      compare("between", 1),
      "rules[0].conditions[0].values: between takes two numbers, received 1 values",
    ],
    [
      "between backwards",
      compare("between", 2, 1),
      "rules[0].conditions[0].values: between takes the smaller number first, received 2, 1",
    ],
    [
      "version",
      compare("semverEquals", "1.0.0", "1.x.y"),
      'rules[0].conditions[0].values[1]: "1.x.y" is not a semantic version',
    ],
    [
      "range",
      compare("semverInRange", "^x.1"),
      'rules[0].conditions[0].values[0]: "^x.1" is not a version range such as ^1.2, ~1.2.3 or >=1 <3',
    ],
    [
      "date",
      compare("before", "2026-02-30T00:00:00Z"),
      'rules[0].conditions[0].values[0]: "2026-02-30T00:00:00Z" is not an ISO 8601 time with offset or epoch milliseconds',
    ],
    [
      "network",
      compare("inCidr", "10.0.0.0/33"),
      'rules[0].conditions[0].values[0]: "10.0.0.0/33" is not an IPv4 or IPv6 network such as 10.0.0.0/8',
    ],
    [
      "long pattern",
      compare("matches", "a".repeat(1001)),
      "rules[0].conditions[0].values[0]: a pattern has at most 1000 characters, received 1001",
    ],
    [
      "negate",
      condition({ attribute: "x", operator: "exists", negate: "no" }),
      'rules[0].conditions[0].negate: must be true or false, received "no"',
    ],
    [
      "unknown segment",
      condition({ operator: "inSegment", values: ["staff", "nowhere"] }),
      'rules[0].conditions[0].values[1]: there is no segment "nowhere"',
    ],
    [
      "unknown flag",
      condition({ attribute: "nowhere", operator: "flagIs", values: ["on"] }),
      'rules[0].conditions[0]: there is no flag "nowhere", or it is archived',
    ],
    [
      "unknown variant of another flag",
      condition({ attribute: "other", operator: "flagIs", values: ["purple"] }),
      'rules[0].conditions[0]: "purple" is not a variant of flag "other"',
    ],
    [
      "unknown prerequisite",
      { prerequisites: [{ flag: "nowhere", variants: ["on"] }] },
      'prerequisites[0]: there is no flag "nowhere", or it is archived',
    ],
    [
      "prerequisite's variant",
      { prerequisites: [{ flag: "other", variants: ["purple"] }] },
      'prerequisites[0]: "purple" is not a variant of flag "other"',
    ],
    [
      "prerequisite's variants",
      { prerequisites: [{ flag: "other", variants: [] }] },
      "prerequisites[0].variants: names at least one variant, received none",
    ],
    [
      "itself",
      { prerequisites: [{ flag: "checkout", variants: ["on"] }] },
      'prerequisites[0]: leads in a circle: "checkout" → "checkout"',
    ],
  ])("names the place, the rule and what was received: %s", (_, change, message) => {
    expect(problems(change)).toEqual([message]);
  });

  it("gives the engine's reason for a bad pattern", () => {
    const [message] = problems(compare("matches", "("));
    expect(message).toMatch(/^rules\[0\]\.conditions\[0\]\.values\[0\]: "\(" is not a regular expression: .+/);
  });

  it("gives path and message", () => {
    const [problem] = findProblems(flag("checkout", rollout({ percentage: 101 })), world);
    expect(problem?.path).toBe("fallthrough.rollout.percentage");
    expect(problem?.message.startsWith(`${problem.path}: `)).toBe(true);
  });

  it("gives every problem, not only the first", () => {
    expect(problems({ salt: "", offVariant: "x", ...compare("lessThan", "a", "b") })).toHaveLength(4);
  });
});
