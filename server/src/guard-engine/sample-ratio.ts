import { createEvidence, type Evidence, play, valueOfEvidence } from "./bets.ts";
import { type GroupReport, SHARDS } from "./report.ts";
import { aboveChance, addSparse, total } from "./shards.ts";

/**
 * Are as many treated as the stage says? A change that crashes before it can report shows itself only by the contexts that
 * are missing, and groups that were not drawn as planned can't be compared at all.
 *
 *     log L(k) = uT · ln k − (uT + uC) · ln(1 + s·(k − 1))
 *
 * for contexts seen for the first time and the planned share s; the mean of its factor is exactly 1 if s is the share.
 */
export interface SampleRatio {
  evidence: Evidence;
  treated: number[];
  expected: number[];
  variance: number[];
}

const RATIOS = [0.5, 0.8, 0.93, 0.98, 1.02, 1.07, 1.25, 2];
const PROOF = 1 / 0.001 + 1;

const zeros = () => new Array<number>(SHARDS).fill(0);

export const createSampleRatio = (): SampleRatio => ({
  evidence: createEvidence(RATIOS.length),
  treated: zeros(),
  expected: zeros(),
  variance: zeros(),
});

/** @param share planned, 0 to 1 */
export function playSampleRatio(ratio: SampleRatio, treated: GroupReport, control: GroupReport, share: number): void {
  if (share <= 0 || share >= 1) return;
  const units = zeros();
  const all = addSparse(units, treated.units) + addSparse(units, control.units);
  const exposed = addSparse(ratio.treated, treated.units);
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const count = units[shard] ?? 0;
    ratio.expected[shard] = (ratio.expected[shard] ?? 0) + share * count;
    ratio.variance[shard] = (ratio.variance[shard] ?? 0) + share * (1 - share) * count;
  }
  play(ratio.evidence, (bet) => {
    const k = RATIOS[bet] ?? 1;
    return exposed * Math.log(k) - all * Math.log(1 + share * (k - 1));
  });
}

/** Someone whom several SDKs see is counted by each: φ, as for bad events. */
function clustering({ treated, expected, variance }: SampleRatio): number {
  const exposed = total(treated);
  const planned = total(expected);
  if (exposed === 0 || planned === 0) return 1;
  let sum = 0;
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const spread = variance[shard] ?? 0;
    const mean = ((expected[shard] ?? 0) * exposed) / planned;
    if (spread > 0) sum += ((treated[shard] ?? 0) - mean) ** 2 / spread;
  }
  return aboveChance(sum / (SHARDS - 1), exposed);
}

export interface RatioView {
  evidence: number;
  /** Contexts that were treated, and how many should have been. */
  treated: number;
  expected: number;
  wrong?: "tooFew" | "tooMany";
}

export function readSampleRatio(ratio: SampleRatio): RatioView {
  const evidence = valueOfEvidence(ratio.evidence, clustering(ratio));
  const treated = total(ratio.treated);
  const expected = total(ratio.expected);
  if (evidence < PROOF) return { evidence, treated, expected };
  return { evidence, treated, expected, wrong: treated < expected ? "tooFew" : "tooMany" };
}
