const BASE_MS = 500;
const CAP_MS = 5_000;
/** With full jitter they last about a minute. */
export const QUICK_TRIES = 24;
const SLOW_MS = 60_000;

/**
 * How long to wait before the next attempt: "full jitter", a uniformly random share of a doubling bound,
 * so that clients that lost the same server do not come back in step. After a minute in vain, once a minute at most: plain
 * requests may be tried as often beside it.
 *
 * @param failures attempts that failed so far, counted from 0
 * @returns milliseconds
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export function backoff(failures: number, random: () => number): number {
  if (failures >= QUICK_TRIES) return SLOW_MS * (1 + random() / 3);
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** failures);
}
