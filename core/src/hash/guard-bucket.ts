// Apart from the messages that carry them: a page loads this only while a guarded rollout runs.

export const LOWEST_BUCKET = -160;
export const HIGHEST_BUCKET = 400;
const PER_DOUBLING = 8;

/**
 * The bucket that a value is counted in: `i` for values in (2^(i/8), 2^((i+1)/8)], so that each is 9 % wider than the one before.
 *
 * Source: OpenTelemetry metrics data model, exponential histograms, scale 3.
 *
 * @param value of any unit; zero, what is negative and NaN share the lowest bucket
 */
export function guardBucket(value: number): number {
  if (!(value > 0)) return LOWEST_BUCKET;
  const index = Math.ceil(Math.log2(value) * PER_DOUBLING) - 1;
  return Math.min(HIGHEST_BUCKET, Math.max(LOWEST_BUCKET, index));
}
