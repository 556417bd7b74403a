import { HIGHEST_BUCKET as HIGHEST, LOWEST_BUCKET as LOWEST } from "@switchyard/core/client/guards";

export { guardBucket as bucketOf } from "@switchyard/core/client/guards";

/** As in `guardBucket`. */
const PER_DOUBLING = 8;

const MIDDLES = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, at) =>
  at === 0 ? 0 : 2 ** ((LOWEST + at + 0.5) / PER_DOUBLING),
);

/** The value that stands for a bucket: its geometric middle. */
export const middleOf = (bucket: number): number => MIDDLES[bucket - LOWEST] ?? 0;

/** Counts by bucket. Plain data, so that it survives a restart. */
export interface Histogram {
  /** Index of `counts[0]`. */
  from: number;
  counts: number[];
  total: number;
}

export const emptyHistogram = (): Histogram => ({ from: 0, counts: [], total: 0 });

export function addTo(histogram: Histogram, bucket: number, count: number): void {
  const { counts } = histogram;
  if (counts.length === 0) histogram.from = bucket;
  while (bucket < histogram.from) {
    counts.unshift(0);
    histogram.from -= 1;
  }
  while (bucket >= histogram.from + counts.length) counts.push(0);
  const at = bucket - histogram.from;
  counts[at] = (counts[at] ?? 0) + count;
  histogram.total += count;
}

/** Halves what is there, so that what comes weighs more: yesterday's latency says little about tonight's. */
export function fade(histogram: Histogram): void {
  histogram.total /= 2;
  for (let at = 0; at < histogram.counts.length; at += 1) histogram.counts[at] = (histogram.counts[at] ?? 0) / 2;
}

/** @param share above 0, up to 1. @returns the lowest bucket that this share of all does not exceed */
export function quantileBucket({ from, counts, total }: Histogram, share: number): number {
  let left = total * share - 1e-9;
  for (let at = 0; at < counts.length; at += 1) {
    left -= counts[at] ?? 0;
    if (left <= 0) return from + at;
  }
  return from + counts.length - 1;
}
