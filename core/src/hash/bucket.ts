import { murmur3 } from "./murmur.ts";

/**
 * `"."` decides who is exposed, `":"` how the exposed are split among variants, `"#"` in which shard guarded rollouts count a context: three
 * independent hashes.
 */
export type Layer = "." | ":" | "#";

export const HASH_RANGE = 2 ** 32;
export const STEPS = 100_000;

/** Where a key falls in 0 … 2^32 - 1. A flag's salt is 7 characters, so that `salt + layer` is two whole hash blocks. */
export function bucket(salt: string, layer: Layer, key: string): number {
  return murmur3(salt + layer + key);
}

/** The bucket as people read it: 0 … 99999, thousandths of a percent. */
export function bucketStep(hash: number): number {
  return Math.floor((hash * STEPS) / HASH_RANGE);
}

/** A percentage in whole thousandths: 25 becomes 25000. */
export function percentageSteps(percentage: number): number {
  return Math.round(percentage * 1000);
}

/**
 * A key is exposed when its hash is smaller than this. An integer, so 0 exposes nobody and 2^32 everybody.
 * @param percentage 0 to 100
 */
export function exposureThreshold(percentage: number): number {
  return Math.ceil((percentageSteps(percentage) * HASH_RANGE) / STEPS);
}

/**
 * Upper bounds of the variants' shares in hash space: a key gets the first variant whose bound is greater than its hash.
 * @param weights none negative, their sum positive and finite
 */
export function splitBounds(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulative = 0;
  return weights.map((weight) => {
    cumulative += weight;
    return Math.ceil((cumulative * HASH_RANGE) / total);
  });
}
