import { type Evidence, play } from "./bets.ts";
import type { Counts } from "./counts.ts";
import { addTo, emptyHistogram, type Histogram, middleOf, quantileBucket } from "./histogram.ts";
import { SHARDS } from "./report.ts";
import { aboveChance, total } from "./shards.ts";

/** How many standard deviations of a single value each bet says that the mean has moved, in effect. */
const SHIFTS = [0.05, 0.15, 0.4, 1];

export const MEAN_BETS = SHIFTS.length;

const FEWEST_VALUES = 100;
const TAIL = 0.001;

/** Standardised values of one group by shard: what `shards.ts` is for counts. */
export interface MeanTally {
  of: number[];
  sum: number[];
  squares: number;
  /** Values worse than control's mean, by shard. */
  bad: number[];
}

const zeros = () => new Array<number>(SHARDS).fill(0);

export const createMeanTally = (): MeanTally => ({ of: zeros(), sum: zeros(), squares: 0, bad: zeros() });

interface Scale {
  mean: number;
  deviation: number;
  low: number;
  high: number;
}

/** How control's values are spread, from what it showed before. @returns `undefined` while that is too little */
export function scaleOf(past: Histogram): Scale | undefined {
  if (past.total < FEWEST_VALUES) return undefined;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < past.counts.length; at += 1) {
    const value = middleOf(past.from + at);
    sum += (past.counts[at] ?? 0) * value;
    squares += (past.counts[at] ?? 0) * value * value;
  }
  const mean = sum / past.total;
  const deviation = Math.sqrt(Math.max(0, squares / past.total - mean * mean));
  if (!(deviation > 0)) return undefined;
  const low = middleOf(quantileBucket(past, TAIL));
  const high = middleOf(quantileBucket(past, 1 - TAIL));
  return { mean, deviation, low: (low - mean) / deviation, high: (high - mean) / deviation };
}

/** One group's values of one report. */
interface Values {
  histogram: Histogram;
  /** Their plain sum. */
  sum: number;
  /** Those that are worse than control's mean are the bad ones. */
  counts: Counts;
}

/** A few extreme values must not decide: scores are capped. @param sign 1 where more is worse, -1 where less is */
const scoreOf = (value: number, { mean, deviation, low, high }: Scale, sign: 1 | -1) =>
  sign * Math.min(high, Math.max(low, (value - mean) / deviation));

export function takeScores(tally: MeanTally, cells: readonly number[], scale: Scale, sign: 1 | -1): Values {
  const result: Values = { histogram: emptyHistogram(), sum: 0, counts: { of: 0, bad: 0 } };
  for (let at = 0; at < cells.length; at += 3) {
    const shard = cells[at] ?? 0;
    const bucket = cells[at + 1] ?? 0;
    const count = cells[at + 2] ?? 0;
    const value = middleOf(bucket);
    const score = scoreOf(value, scale, sign);
    addTo(result.histogram, bucket, count);
    result.sum += count * value;
    result.counts.of += count;
    if (score > 0) result.counts.bad += count;
    tally.of[shard] = (tally.of[shard] ?? 0) + count;
    tally.sum[shard] = (tally.sum[shard] ?? 0) + count * score;
    tally.squares += count * score * score;
    if (score > 0) tally.bad[shard] = (tally.bad[shard] ?? 0) + count;
  }
  return result;
}

/**
 * If the groups are exchangeable, the treated values are a sample without replacement from those of the report, and the
 * mean of exp(g·z) over such samples is at most that of independent draws (Hoeffding 1963, theorem 4):
 *
 *     log L(g) = Σ_treated g·z − nT · ln( mean over all values of the report of exp(g·z) )
 */
export function playMean(evidence: Evidence, treated: Values, control: Values, scale: Scale, sign: 1 | -1): void {
  const all = treated.histogram.total + control.histogram.total;
  if (treated.histogram.total === 0 || control.histogram.total === 0) return;
  let scores = 0;
  const means = new Array<number>(SHIFTS.length).fill(0);
  for (const { histogram } of [treated, control]) {
    for (let at = 0; at < histogram.counts.length; at += 1) {
      const count = histogram.counts[at] ?? 0;
      if (count === 0) continue;
      const score = scoreOf(middleOf(histogram.from + at), scale, sign);
      if (histogram === treated.histogram) scores += count * score;
      for (let bet = 0; bet < SHIFTS.length; bet += 1) {
        means[bet] = (means[bet] ?? 0) + count * Math.exp((SHIFTS[bet] ?? 0) * score);
      }
    }
  }
  play(evidence, (bet) => (SHIFTS[bet] ?? 0) * scores - treated.histogram.total * Math.log((means[bet] ?? 1) / all));
}

/** φ for values: how much more the shards' sums vary than independent values would make them. */
export function meanClustering({ of, sum, squares }: MeanTally): number {
  const n = total(of);
  if (n < FEWEST_VALUES) return 1;
  const mean = total(sum) / n;
  const variance = squares / n - mean * mean;
  if (!(variance > 0)) return 1;
  let ratio = 0;
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const count = of[shard] ?? 0;
    if (count > 0) ratio += ((sum[shard] ?? 0) - count * mean) ** 2 / (count * variance);
  }
  return aboveChance(ratio / (SHARDS - 1), n);
}
