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

  /** What it has, for another one to add. */
  counts(): { buckets: [bucket: number, count: number][]; longest: number } {
    const buckets: [number, number][] = [];
    this.#counts.forEach((count, bucket) => {
      if (count > 0) buckets.push([bucket, count]);
    });
    return { buckets, longest: this.#longest };
  }

  addCounts(buckets: readonly (readonly [bucket: number, count: number])[], longest: number): void {
    for (const [bucket, count] of buckets) {
      if (bucket >= BUCKETS) continue;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#total += count;
    }
    this.#longest = Math.max(this.#longest, longest);
  }

  /** Both together, as a third. */
  static sum(...histograms: (Histogram | undefined)[]): Histogram {
    const sum = new Histogram();
    for (const histogram of histograms) {
      if (!histogram) continue;
      const { buckets, longest } = histogram.counts();
      sum.addCounts(buckets, longest);
    }
    return sum;
  }
}
