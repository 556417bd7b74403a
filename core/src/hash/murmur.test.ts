import fc from "fast-check";
import murmurhash from "murmurhash";
import { describe, expect, it, vi } from "vitest";
import { hashAfter, murmur3, prefixState } from "./murmur.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

const RUNS = 50_000;
const text = (unit: "grapheme" | "binary" | "grapheme-ascii" | "binary-ascii") => fc.string({ unit, maxLength: 40 });
/** Any 16-bit units at all, lone surrogates of both kinds among them. */
const units = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7f0, max: 0xe010 })), { maxLength: 24 })
  .map((codes) => String.fromCharCode(...codes));

describe("murmur3", () => {
  it("equals the murmurhash package on 100,000 texts, non-ASCII and lone surrogates included", () => {
    const any = fc.oneof(text("grapheme"), text("binary"), text("grapheme-ascii"), units);
    const equalsOracle = fc.property(any, (one) => {
      const hash = murmurhash.v3(one);
      return murmur3(one) === hash && hashAfter(0, 0, one) >>> 0 === hash;
    });
    fc.assert(equalsOracle, { numRuns: 2 * RUNS, seed: 1 });
  });

  it("hashes a key after a prefix as the whole", () => {
    const prefix = fc.string({ unit: fc.constantFrom(..."abcxyz0189"), minLength: 7, maxLength: 7 });
    const layer = fc.constantFrom(".", ":");
    const equalsWhole = fc.property(prefix, layer, fc.oneof(text("grapheme"), units), (salt, mark, key) => {
      const whole = murmurhash.v3(salt + mark + key);
      return hashAfter(prefixState(salt + mark), 8, key) >>> 0 === whole;
    });
    fc.assert(equalsWhole, { numRuns: RUNS, seed: 2 });
  });

  it.each(["", "\ud800", "\udc00", "a\ud800", "\ud800\ud800", "\udc00\ud800", "\ud83d\ude00\ud83d", "x\udfffy"])(
    "takes %j as TextEncoder does",
    (one) => {
      expect(murmur3(one)).toBe(murmurhash.v3(one));
    },
  );
});
