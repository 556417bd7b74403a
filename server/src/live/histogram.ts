const SMALLEST_MS = 0.1;
const GROWTH = 1.1;
/** Reaches beyond three minutes; whatever is longer counts as that. */
const BUCKETS = 160;
const LOG_GROWTH = Math.log(GROWTH);

/** Counts durations in buckets that grow by a tenth: bounded memory, and a quantile is never told too small. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;
  #longest = 0;

  /** @param ms negative counts as zero */
  add(ms: number): void {
    const bucket = ms <= SMALLEST_MS ? 0 : Math.ceil(Math.log(ms / SMALLEST_MS) / LOG_GROWTH);
    const index = Math.min(bucket, BUCKETS - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
    this.#longest = Math.max(this.#longest, ms);
  }

  /**
   * The smallest duration that a share of all did not exceed, up to a tenth too long.
   *
   * @param share above 0, up to 1
   * @returns milliseconds, or `null` when nothing was added
   */
  quantile(share: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.ceil(this.#total * share);
    for (let bucket = 0; bucket < BUCKETS - 1; bucket += 1) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return Math.min(SMALLEST_MS * GROWTH ** bucket, this.#longest);
    }
    return this.#longest;
  }
}
