import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Does something `times` times and returns what it found, so that none of it can be optimised away. */
export type Loop = (times: number) => number;

export interface Measured {
  name: string;
  /** Of the median round. */
  nanoseconds: number;
}

let sink = 0;

/** What all loops found, for printing: the results are used. */
export const consumed = (): number => sink;

function time(loop: Loop, times: number): number {
  const start = process.hrtime.bigint();
  sink = (sink + loop(times)) % 1_000_003;
  return Number(process.hrtime.bigint() - start) / times;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * Times loops against one another. They take turns within each round, so that whatever the machine does meanwhile it
 * does to all; the median of the rounds is reported, after rounds that only warm up.
 */
export function compare(loops: Record<string, Loop>, { times = 200_000, rounds = 31, warmUp = 5 } = {}): Measured[] {
  const samples = new Map<string, number[]>(Object.keys(loops).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, loop] of Object.entries(loops)) {
      const nanoseconds = time(loop, times);
      if (round >= 0) samples.get(name)?.push(nanoseconds);
    }
  }
  return [...samples].map(([name, values]) => ({ name, nanoseconds: median(values) }));
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/**
 * Heap bytes that one turn of a loop allocates: growth of the used heap over few enough turns that no collection falls
 * between, least of several tries, as everything else that happens to allocate only adds.
 */
export function allocated(loop: Loop, times = 2_000): number {
  sink = (sink + loop(200_000)) % 1_000_003;
  // What the instrument itself allocates is taken off.
  return Math.max(0, grown(loop, times) - grown(loop, 0)) / times;
}

function grown(loop: Loop, times: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 15; attempt++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    sink = (sink + loop(times)) % 1_000_003;
    const growth = process.memoryUsage().heapUsed - before;
    if (growth >= 0) least = Math.min(least, growth);
  }
  return least;
}
