import { type Closed, isRefusal } from "./closed.ts";
import type { Connection, Platform } from "./connection.ts";

/** One plain request with a deadline of its own. `text` is absent where nothing is new. Rejects with a {@link Closed}. */
export type Poll = (etag: string | undefined) => Promise<{ text?: string; etag?: string | null }>;

export interface Poller {
  /** The stream is being opened. @param isUrgent there is nothing to answer with */
  opening(isUrgent: boolean): void;
  /** The stream failed. @param isUrgent as in {@link opening} */
  failed(why: Closed, isUrgent: boolean): void;
  /** The stream is live. */
  stop(): void;
  /** Asks at once, if it polls. */
  wake(): void;
}

export interface PollerParts extends Pick<Platform, "timer" | "random"> {
  poll: Poll;
  connection: Pick<Connection, "take" | "substitute">;
  /** An answer came: nobody has confirmed yet what is held. */
  polled?(): void;
}

/** A stream that takes so long may be swallowed on the way: who has nothing yet polls beside it, */
const HEAD_START_MS = 2_000;
/** and later who has something, which many at once must not do while a server is only slow. */
const LATE_MS = 8_000;
/** The loss of a stream, and three upgrades in vain. */
const FAILURES = 4;
/** At most; two thirds of it at least. */
const ANSWERED_MS = 29_000;
/** The longest that a wish to wait is granted: what stands between here and the server may wish for a day. */
const GRANTED_MS = 300_000;

/**
 * Stands in for a stream that can't be had: after three upgrades in vain, at once where there is nothing to answer with. Late answers
 * do no harm, as the store takes nothing older than what it has.
 */
export function createPoller({ poll, timer, random, connection, polled }: PollerParts): Poller {
  let failures = 0;
  let isPolling = false;
  /** Tells answers that are wanted from those that came too late. */
  let generation = 0;
  let cancel = () => {};
  let etag: string | null | undefined;
  /** The server asked for no request before this. */
  let notBefore = 0;

  async function ask() {
    cancel();
    const mine = ++generation;
    isPolling = true;
    let isAnswered = false;
    try {
      const answer = await poll(etag ?? undefined);
      if (mine !== generation) return;
      isAnswered = answer.text === undefined || connection.take(answer.text);
      etag = isAnswered ? (answer.text === undefined ? etag : answer.etag) : undefined;
    } catch (why) {
      notBefore = performance.now() + Math.min(GRANTED_MS, (why as Closed).retryAfterMs || 0);
    }
    // Someone who heard of what came may have closed this.
    if (mine !== generation) return;
    // Then it takes turns with the stream, at the same pace.
    isPolling = isAnswered;
    connection.substitute(isAnswered);
    if (isAnswered) polled?.();
    if (isPolling && mine === generation) askIn(ANSWERED_MS * (1 - random() / 3));
  }

  function askIn(ms: number) {
    cancel();
    cancel = timer(ask, Math.max(ms, notBefore - performance.now()));
  }

  function stop() {
    cancel();
    isPolling = false;
    failures = 0;
    generation++;
  }

  return {
    opening(isUrgent) {
      if (!isPolling) askIn(isUrgent ? HEAD_START_MS : LATE_MS);
    },
    failed(why, isUrgent) {
      failures++;
      if (isPolling) return;
      cancel();
      if (isRefusal(why) || (!isUrgent && failures < FAILURES)) return;
      // Not by a timer: the next try of the stream, which would set it anew, may come first.
      if (performance.now() < notBefore) askIn(0);
      else ask();
    },
    stop,
    wake: () => void (isPolling && ask()),
  };
}
