/** Of so many reporters it is known what they reported last; beyond, the one that was silent for longest is forgotten. */
const MAX_REPORTERS = 50_000;

/** Tells reports that were counted already, which come again when an SDK could not know that they had arrived. */
export class Repeats {
  readonly #max: number;
  readonly #last = new Map<string, number>();

  constructor(max = MAX_REPORTERS) {
    this.#max = max;
  }

  /** @param seq rises with each report of a reporter */
  isNew(reporter: string, seq: number): boolean {
    const last = this.#last.get(reporter);
    if (last !== undefined && seq <= last) return false;
    this.#last.delete(reporter);
    this.#last.set(reporter, seq);
    const [oldest] = this.#last.keys();
    if (this.#last.size > this.#max && oldest !== undefined) this.#last.delete(oldest);
    return true;
  }
}
