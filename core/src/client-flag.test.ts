import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

import { describe, expect, test } from "vitest";
import { murmur3 } from "./hash/murmur-small.ts";
import {
  compileRuleset,
  evaluateClientFlag,
  type FlagData,
  getDetails,
  murmur3 as oracle,
  toClientFlag,
} from "./index.ts";

test("both murmurs are the same function, on any text", () => {
  const texts = [
    "",
    "a",
    "ab",
    "abc",
    "abcd",
    "k3v9qx2.user-1",
    "00000zz.Zoë",
    "00000zz.日本語ユーザー",
    "👩‍🚀-42",
    "\ud800x",
    "x\udc00",
  ];
  for (let length = 0; length < 300; length++) texts.push("é€x👩".repeat(length).slice(0, length));
  for (const text of texts) expect(murmur3(text)).toBe(oracle(text));
});

const flag = (fields: Partial<FlagData>): FlagData => ({
  key: "f",
  type: "string",
  variants: ["a", "b", "c", "off"].map((key) => ({ key, value: `value of ${key}` })),
  salt: "k3v9qx2",
  clientSide: true,
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: "a" },
  ...fields,
});

const splits = [
  [{ variant: "a", weight: 1 }],
  [{ variant: "a", weight: 0 }],
  [
    { variant: "a", weight: 1 },
    { variant: "b", weight: 1 },
  ],
  [
    { variant: "a", weight: 0.1 },
    { variant: "b", weight: 0.2 },
    { variant: "c", weight: 0.7 },
  ],
  [
    { variant: "a", weight: 0 },
    { variant: "b", weight: 3 },
    { variant: "c", weight: 0 },
  ],
];
const contexts = [
  {},
  { targetingKey: "" },
  { targetingKey: null },
  { targetingKey: { deep: 1 } },
  { targetingKey: ["x"] },
  ...Array.from({ length: 150 }, (_, i) => ({ targetingKey: `user-${i}`, org: { id: i, "a.b": `${i}` }, list: [i] })),
  { targetingKey: 7, org: { id: false } },
  { targetingKey: true, org: "text" },
  { targetingKey: "Zoë", org: { id: 0 } },
];

describe("a browser answers as the server does", () => {
  const flags = [
    flag({}),
    flag({ killed: true }),
    flag({ enabled: false }),
    flag({ salt: undefined as never }),
    ...splits.flatMap((variants) =>
      [0, 0.001, 12.345, 50, 99.999, 100].flatMap((percentage) =>
        [
          undefined,
          "targetingKey",
          "org.id",
          "org.a\\.b",
          "org.id.length",
          "list.0",
          "list.length",
          "constructor",
          "a..b",
        ].map((bucketBy) => flag({ fallthrough: { rollout: { percentage, variants, otherwise: "off", bucketBy } } })),
      ),
    ),
  ];

  // Compared here, and only what differs by `expect`: 43,000 assertions take longer than 43,000 answers.
  test(`${flags.length} flags for ${contexts.length} contexts`, () => {
    const differences: unknown[] = [];
    for (const one of flags) {
      const ruleset = compileRuleset({ flags: [one], segments: [] });
      for (const context of contexts) {
        const sent = toClientFlag(ruleset, "f", context as never)?.flag;
        if (!sent) throw new Error("a client-side flag is sent");
        const { value, variant, reason, errorCode } = getDetails(ruleset, "f", context, undefined);
        const inServer = { value, variant, reason, errorCode };
        const nothing = { value: undefined, variant: undefined, reason: undefined, errorCode: undefined };
        const inBrowser = { ...nothing, ...evaluateClientFlag(JSON.parse(JSON.stringify(sent)), context as never) };
        if (!isDeepStrictEqual(inBrowser, inServer)) differences.push({ flag: one, context, inServer, inBrowser });
      }
    }
    expect(differences).toEqual([]);
  });
});

test("what is damaged fails alone and never throws", () => {
  for (const damaged of [
    {},
    { key: "f" },
    { salt: 1 },
    { salt: "x", variants: null },
    { salt: "x", variants: [null, null], below: 100 },
  ]) {
    expect(() => evaluateClientFlag(damaged as never, { targetingKey: "u" })).not.toThrow();
  }
});

test("core's bucketing vectors", () => {
  const vectors = JSON.parse(readFileSync(new URL("../../core/vectors/bucketing.json", import.meta.url), "utf8"));
  for (const { salt, layer, key, hash } of vectors.hashes) expect(murmur3(salt + layer + key)).toBe(hash);
  expect.assertions(vectors.hashes.length);
});
