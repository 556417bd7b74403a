import { SHARDS, type Sparse } from "./report.ts";

/**
 * How clustered events are. Someone who retries makes many errors that are one; counted as many, they prove too much.
 * People are spread over shards at random, so without clustering the shards differ as chance has it, and
 * with events that come in clumps of φ they differ φ times as much: Pearson's statistic over its degrees of freedom.
 */
export interface Tally {
  of: number[];
  bad: number[];
}

export const createTally = (): Tally => ({
  of: new Array<number>(SHARDS).fill(0),
  bad: new Array<number>(SHARDS).fill(0),
});

export function addSparse(counts: number[], sparse: Sparse): number {
  let sum = 0;
  for (let at = 0; at < sparse.length; at += 2) {
    const shard = sparse[at] ?? 0;
    const count = sparse[at + 1] ?? 0;
    counts[shard] = (counts[shard] ?? 0) + count;
    sum += count;
  }
  return sum;
}

export function total(counts: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < counts.length; at += 1) sum += counts[at] ?? 0;
  return sum;
}

const FREEDOM = SHARDS - 1;

/** @returns φ of one group, 1 unless the shards differ clearly more than by chance */
export function clustering({ of, bad }: Tally): number {
  const requests = total(of);
  const events = total(bad);
  if (events === 0 || requests === 0) return 1;
  let sum = 0;
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const expected = ((of[shard] ?? 0) * events) / requests;
    if (expected > 0) sum += ((bad[shard] ?? 0) - expected) ** 2 / expected;
  }
  return aboveChance(sum / FREEDOM, events);
}

/** Chance alone makes the ratio vary by about sqrt((2 + 32/X)/31), with 32 places; two of these are let pass. */
export function aboveChance(ratio: number, events: number, places = SHARDS): number {
  return ratio > 1 + 2 * Math.sqrt((2 + places / events) / (places - 1)) ? ratio : 1;
}

const FEWEST_EVENTS = 5;
const FEWEST_SHARDS = 3;

/** Whether bad events are more than one person's misfortune. */
export function isMoreThanOnePerson(bad: readonly number[]): boolean {
  let shards = 0;
  for (let shard = 0; shard < SHARDS; shard += 1) if ((bad[shard] ?? 0) > 0) shards += 1;
  return shards >= FEWEST_SHARDS && total(bad) >= FEWEST_EVENTS;
}
