import { setImmediate as nextTurn } from "node:timers/promises";

/** Somebody who has something to send to many sockets. */
export interface Broadcasting {
  /** Writes to some of them, for so many milliseconds. Never throws. Returns whether more are left. */
  slice(forMs: number): boolean;
}

/**
 * So long sockets are written to before the event loop gets a turn. What it does then, such as reading the confirmations that
 * come back, and the next slice are one turn of it: the longer that takes, the shorter is the slice.
 */
const TURN_MS = 8;
/** The first slice goes out in the turn in which the change was committed. */
const SLICE_MS = { first: 2, least: 1, most: 4 };

/**
 * Everything that is sent to many sockets goes through here, slice after slice, so that the event loop is never held for
 * long: environments in turns, and those where something was killed before all others.
 */
export class Broadcaster {
  readonly #urgent = new Set<Broadcasting>();
  readonly #usual = new Set<Broadcasting>();
  readonly #now: () => number;
  #isRunning = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Begins at once when nothing else is being sent. Whoever is in line already moves up, never down. */
  send(broadcasting: Broadcasting, isUrgent: boolean): void {
    if (isUrgent) this.#usual.delete(broadcasting);
    if (isUrgent) this.#urgent.add(broadcasting);
    else if (!this.#urgent.has(broadcasting)) this.#usual.add(broadcasting);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let forMs = SLICE_MS.first;
    while (this.#takeTurn(forMs)) {
      const endedAt = this.#now();
      await nextTurn();
      const othersMs = this.#now() - endedAt;
      forMs = Math.min(SLICE_MS.most, Math.max(SLICE_MS.least, TURN_MS - othersMs));
    }
    this.#isRunning = false;
  }

  /** Returns whether anything is left to do. */
  #takeTurn(forMs: number): boolean {
    const line = this.#urgent.size > 0 ? this.#urgent : this.#usual;
    const [next] = line;
    if (next) {
      const hasMore = next.slice(forMs);
      line.delete(next);
      if (hasMore) line.add(next);
    }
    return this.#urgent.size + this.#usual.size > 0;
  }
}
