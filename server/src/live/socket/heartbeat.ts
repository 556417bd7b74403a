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
  readonly #stepMs: number;
  readonly #beganAt = performance.now();
  #added = 0;
  #turns = 0;

  constructor(intervalMs: number) {
    this.#stepMs = intervalMs / SLOTS;
    this.#timer = setInterval(() => this.#tick(), this.#stepMs).unref();
  }

  /** Returns the way to stop. */
  add(beating: Beating): () => void {
    // From the last moment on: who comes to a new server is not asked for a sign of life at once.
    const slot = this.#slots[SLOTS - 1 - (this.#added % SLOTS)];
    this.#added += 1;
    slot?.add(beating);
    return () => slot?.delete(beating);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** By the clock: a timer is a little late each time, and 300 times a little would be a late ping. */
  #tick(): void {
    const due = Math.floor((performance.now() - this.#beganAt) / this.#stepMs);
    const first = Math.max(this.#turns, due - SLOTS);
    this.#turns = due;
    for (let turn = first; turn < due; turn += 1) {
      for (const beating of this.#slots[turn % SLOTS] ?? []) beating.beat();
    }
  }
}
