const WINDOW_MS = 60_000;
/** Reports (15), evaluations while somebody looks (60) and guards while rollouts run (30, twice that when they need two), with room. */
export const MAX_INBOUND = 200;

/** How much one socket may say: so many messages a minute. */
export class InboundBudget {
  #windowStart = Number.NEGATIVE_INFINITY;
  #used = 0;

  /**
   * @param now milliseconds, never going back
   * @returns false when this message is one too many
   */
  take(now: number): boolean {
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used <= MAX_INBOUND;
  }

  /** For a message that we asked for, in a way: who confirms what we sent can't flood us. */
  giveBack(): void {
    this.#used -= 1;
  }
}
