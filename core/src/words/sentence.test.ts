import { describe, expect, it } from "vitest";
import type { Configuration, Rule } from "../flag.ts";
import { type Described, type FlagShape, sentence } from "./sentence.ts";

const onOff: FlagShape = {
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
};

const colours: FlagShape = {
  type: "string",
  variants: [
    { key: "grey", value: "#888" },
    { key: "blue", value: "#00f" },
    { key: "green", value: "#0f0", name: "Sea green" },
  ],
};

const base: Configuration = {
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: "on" },
};

const rollout = (percentage: number, bucketBy?: string): Configuration["fallthrough"] => ({
  rollout: {
    percentage,
    variants: [{ variant: "on", weight: 1 }],
    otherwise: "off",
    ...(bucketBy ? { bucketBy } : {}),
  },
});

const say = (configuration: Partial<Described>, flag = onOff) =>
  sentence(flag, { ...base, ...configuration }, "production");

const rule = (conditions: Rule["conditions"], serve: Rule["serve"] = { variant: "on" }): Rule => ({
  id: "r",
  conditions,
  serve,
});

describe("a whole flag", () => {
  it("is off, on, or killed", () => {
    expect(say({ enabled: false })).toBe("In production: off for everyone.");
    expect(say({})).toBe("In production: on for everyone.");
    expect(say({ killed: { by: "Ana", at: 1 } })).toBe("In production: killed; everyone gets off.");
    expect(say({ enabled: false, offVariant: "on" })).toBe("In production: off; everyone gets on.");
  });

  it("is killed whatever else is set", () => {
    const killed = { killed: { by: "Ana", at: 1 }, rules: [rule([])], targets: [{ variant: "on", keys: ["ana"] }] };
    expect(say(killed)).toBe("In production: killed; everyone gets off.");
  });

  it("names the variant of a flag that is not boolean", () => {
    expect(say({ enabled: false, offVariant: "grey" }, colours)).toBe("In production: off; everyone gets grey.");
    expect(say({ fallthrough: { variant: "green" } }, colours)).toBe("In production: “Sea green” for everyone.");
  });
});

describe("rollouts", () => {
  it("say the percentage to its last step", () => {
    expect(say({ fallthrough: rollout(25) })).toBe("In production: on for 25 % of everyone; otherwise off.");
    expect(say({ fallthrough: rollout(0.125) })).toBe("In production: on for 0.125 % of everyone; otherwise off.");
    expect(say({ fallthrough: rollout(0) })).toBe("In production: on for 0 % of everyone; otherwise off.");
    expect(say({ fallthrough: rollout(100) })).toBe("In production: on for everyone.");
  });

  it("say what is bucketed when it is not the targeting key", () => {
    expect(say({ fallthrough: rollout(5, "org.id") })).toBe(
      "In production: on for 5 % of everyone, by org.id; otherwise off.",
    );
  });

  it("split the exposed share by weight and leave out what has none", () => {
    const split = {
      rollout: {
        percentage: 40,
        variants: [
          { variant: "blue", weight: 1 },
          { variant: "green", weight: 3 },
          { variant: "grey", weight: 0 },
        ],
        otherwise: "grey",
      },
    };
    expect(say({ fallthrough: split }, colours)).toBe(
      "In production: blue for 10 % and “Sea green” for 30 % of everyone; otherwise grey.",
    );
  });
});

describe("targets, rules and prerequisites", () => {
  it("go before what everyone else gets, in the order in which they decide", () => {
    expect(
      say({
        prerequisites: [{ flag: "new-shop", variants: ["on", "beta"] }],
        targets: [{ variant: "on", keys: ["ana", "ben", "cleo", "dan", "eve"] }],
        rules: [
          rule([{ attribute: "country", operator: "equals", values: ["DE", "AT"] }], rollout(25)),
          rule([{ operator: "inSegment", values: ["beta"] }]),
        ],
        fallthrough: rollout(5),
      }),
    ).toBe(
      "In production: off unless new-shop is on or beta; on for ana, ben, cleo and 2 others; " +
        "on for 25 % of people whose country is DE or AT (the rest of them off); on for everyone in beta; " +
        "on for 5 % of everyone else; otherwise off.",
    );
  });

  it("end with what everyone else gets", () => {
    expect(say({ targets: [{ variant: "on", keys: ["ana"] }], fallthrough: { variant: "off" } })).toBe(
      "In production: on for ana; otherwise off.",
    );
  });

  it("leave out a list of nobody, and say everyone for a rule without conditions", () => {
    expect(say({ targets: [{ variant: "on", keys: [] }] })).toBe("In production: on for everyone.");
    expect(say({ rules: [rule([])], fallthrough: { variant: "off" } })).toBe(
      "In production: on for everyone; otherwise off.",
    );
  });

  it("join the conditions of one rule", () => {
    const conditions: Rule["conditions"] = [
      { attribute: "plan", operator: "equals", values: ["free"], negate: true },
      { operator: "inSegment", values: ["beta"], negate: true },
      { attribute: "new-shop", operator: "flagIs", values: ["on"] },
    ];
    expect(say({ rules: [rule(conditions)], fallthrough: { variant: "off" } })).toBe(
      "In production: on for people whose plan is not free and who are not in beta and for whom new-shop is on; otherwise off.",
    );
  });
});

it("quotes names with spaces and isolates those that run right to left", () => {
  expect(sentence(onOff, base, "my place")).toBe("In “my place”: on for everyone.");
  expect(say({ targets: [{ variant: "on", keys: ["שלום"] }] })).toBe(
    "In production: on for \u2068שלום\u2069; otherwise on.",
  );
});
