/** As often as reports come: harm may be proven within seconds, and people want to see how. */
const CLOSEST_MS = 2_000;
/** The longer it takes, the further apart: some thousand points, however long. */
const SHARE = 1 / 500;

/** When the charts get their next point. */
export class PointTimer {
  readonly #startedAt: number;
  #last = Number.NEGATIVE_INFINITY;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** @returns whether one is due now, which then counts as made */
  isDue(now: number): boolean {
    if (now - this.#last < Math.max(CLOSEST_MS, (now - this.#startedAt) * SHARE)) return false;
    this.#last = now;
    return true;
  }
}
