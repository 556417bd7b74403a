/**
 * Pings are spread over so many moments of the interval: with 10,000 sockets 33 at a time, which takes about a millisecond. Of
 * 15 moments each took 667, and held the event loop for 10 ms and more.
 */
const SLOTS = 300;

export interface Beating {
  /** Called once in every interval. */
  beat(): void;
}

/** One timer for the pings of all sockets, a fraction of them at a time. */
export class Heartbeat {
  readonly #slots = Array.from({ length: SLOTS }, () => new Set<Beating>());
  readonly #timer: NodeJS.Timeout;
  #added = 0;
  #turn = 0;

  constructor(intervalMs: number) {
    this.#timer = setInterval(() => this.#tick(), intervalMs / SLOTS).unref();
  }

  /** Returns the way to stop. */
  add(beating: Beating): () => void {
    const slot = this.#slots[this.#added % SLOTS];
    this.#added += 1;
    slot?.add(beating);
    return () => slot?.delete(beating);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    for (const beating of this.#slots[this.#turn % SLOTS] ?? []) beating.beat();
    this.#turn += 1;
  }
}
