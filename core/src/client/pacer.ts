import { backoff, QUICK_TRIES } from "./backoff.ts";
import { type Closed, isRefusal } from "./closed.ts";

const HEALTHY_MS = 60_000;
/** Between attempts that are refused for lack of a right; a fifth less or more. */
const REFUSED_MS = 300_000;
/** The least time between tries of the stream while plain requests stand in; half as much again at most. */
const SUBSTITUTED_MS = 120_000;

export interface Pacer {
  /**
   * How long to wait before the stream is tried again.
   *
   * @param liveMs how long it had been live; `undefined` when it never was
   * @param isSubstituted plain requests are answered in its place
   * @returns milliseconds
   */
  wait(why: Closed, liveMs: number | undefined, isSubstituted: boolean): number;
  /** Somebody asked for that wait: a try before its end would do harm. */
  readonly isAskedFor: boolean;
}

/** Decides when a stream that was lost, or could not be had, is tried again. No refusal is final. */
export function createPacer(random: () => number): Pacer {
  let failures = 0;
  const pacer = {
    isAskedFor: false,
    wait(why: Closed, liveMs = -1, isSubstituted: boolean) {
      // Earns quick tries back, so that links that are cut often are not waited for longer and longer.
      const earned = Math.floor((Math.max(0, liveMs) / HEALTHY_MS) * QUICK_TRIES);
      failures = Math.max(0, Math.min(failures, QUICK_TRIES) - earned);
      // The server was there all the while: what is lost next is a new outage.
      if (isSubstituted) failures = 0;
      const wish = isRefusal(why) ? REFUSED_MS * (0.8 + 0.4 * random()) : why.retryAfterMs;
      pacer.isAskedFor = !!wish;
      if (wish) return wish;
      if (liveMs >= HEALTHY_MS) return 0;
      return isSubstituted ? SUBSTITUTED_MS * (1 + random() / 2) : backoff(failures++, random);
    },
  };
  return pacer;
}
