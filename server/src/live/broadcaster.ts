import { setImmediate as nextTurn } from "node:timers/promises";

/** Somebody who has something to send to many sockets. */
export interface Broadcasting {
  /** Writes to some of them, for a few milliseconds. Never throws. Returns whether more are left. */
  slice(): boolean;
}

/**
 * Everything that is sent to many sockets goes through here, slice after slice, so that the event loop is never held for
 * long: environments in turns, and those where something was killed before all others.
 */
export class Broadcaster {
  readonly #urgent = new Set<Broadcasting>();
  readonly #usual = new Set<Broadcasting>();
  #isRunning = false;

  /** Begins at once when nothing else is being sent. Whoever is in line already moves up, never down. */
  send(broadcasting: Broadcasting, isUrgent: boolean): void {
    if (isUrgent) this.#usual.delete(broadcasting);
    if (isUrgent) this.#urgent.add(broadcasting);
    else if (!this.#urgent.has(broadcasting)) this.#usual.add(broadcasting);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#takeTurn()) await nextTurn();
    this.#isRunning = false;
  }

  /** Returns whether anything is left to do. */
  #takeTurn(): boolean {
    const line = this.#urgent.size > 0 ? this.#urgent : this.#usual;
    const [next] = line;
    if (next) {
      const hasMore = next.slice();
      line.delete(next);
      if (hasMore) line.add(next);
    }
    return this.#urgent.size + this.#usual.size > 0;
  }
}
