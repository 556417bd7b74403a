import { readFileSync } from "node:fs";
import fc from "fast-check";
import murmurhash from "murmurhash";
import { describe, expect, it, vi } from "vitest";
import { bucket, bucketStep, exposureThreshold, HASH_RANGE, type Layer, splitBounds } from "./bucket.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

interface Vectors {
  hashes: { salt: string; layer: Layer; key: string; hash: number; bucket: number }[];
  thresholds: { percentage: number; threshold: number }[];
  splits: { weights: number[]; bounds: number[] }[];
}

const file = new URL("../../vectors/bucketing.json", import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(file, "utf8"));

describe("the bucketing vectors", () => {
  it.each(vectors.hashes)("hash $salt$layer$key", ({ salt, layer, key, hash, bucket: step }) => {
    expect(murmurhash.v3(salt + layer + key)).toBe(hash);
    expect(bucket(salt, layer, key)).toBe(hash);
    expect(bucketStep(hash)).toBe(step);
  });

  it.each(vectors.thresholds)("threshold of $percentage %", ({ percentage, threshold }) => {
    expect(exposureThreshold(percentage)).toBe(threshold);
  });

  it.each(vectors.splits)("bounds of $weights", ({ weights, bounds }) => {
    expect(splitBounds(weights)).toEqual(bounds);
  });
});

describe("thresholds and bounds", () => {
  it("a hash is below a percentage's threshold exactly when its bucket is below the percentage", () => {
    const steps = fc.integer({ min: 0, max: 100_000 });
    const hash = fc.integer({ min: 0, max: HASH_RANGE - 1 });
    const agree = fc.property(steps, hash, (step, h) => h < exposureThreshold(step / 1000) === bucketStep(h) < step);
    fc.assert(agree, { numRuns: 20_000, seed: 3 });
  });

  it("and at every threshold exactly, where rounding would show", () => {
    for (let step = 0; step <= 100_000; step++) {
      const threshold = exposureThreshold(step / 1000);
      const exact = (BigInt(step) * 2n ** 32n + 99_999n) / 100_000n;
      if (BigInt(threshold) !== exact) expect(threshold).toBe(Number(exact));
    }
  });

  it("bounds never fall, end at the whole range, and give nothing to a weight of 0", () => {
    const weight = fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 1000, noNaN: true }),
      fc.integer({ min: 0, max: 99 }),
    );
    const weights = fc.array(weight, { minLength: 1, maxLength: 50 }).filter((list) => list.some((one) => one > 0.001));
    const sound = fc.property(weights, (list) => {
      const bounds = splitBounds(list);
      expect(bounds.at(-1)).toBe(HASH_RANGE);
      bounds.forEach((bound, i) => {
        const before = bounds[i - 1] ?? 0;
        expect(bound).toBeGreaterThanOrEqual(before);
        if (list[i] === 0) expect(bound).toBe(before);
      });
    });
    fc.assert(sound, { numRuns: 1000, seed: 4 });
  });
});
