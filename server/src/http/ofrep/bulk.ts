import type { Served } from "./served.ts";

/** All answers for one context: evaluated when they are first needed, and made into bytes when they are needed again. */
export class Bulk {
  readonly #evaluate: () => readonly Served[];
  #served?: readonly Served[];
  #tag?: { window: number; tag: string };
  #whole?: { eventStreams: string; body: string | Buffer };
  /** How often all of them were given since they were last counted. */
  #times = 0;

  constructor(evaluate: () => readonly Served[]) {
    this.#evaluate = evaluate;
  }

  /** @param write makes the entity tag */
  tag(window: number, write: () => string): string {
    if (this.#tag?.window !== window) this.#tag = { window, tag: write() };
    return this.#tag.tag;
  }

  /**
   * The whole body, given once more.
   *
   * @param eventStreams what follows the flags in it
   * @param first is told when it wasn't since it was last counted
   */
  give(eventStreams: string, first: () => void): string | Buffer {
    if (this.#times === 0) first();
    this.#times += 1;
    this.#served ??= this.#evaluate();
    if (this.#whole?.eventStreams !== eventStreams) {
      const flags = this.#served.map(({ json }) => json).join(",");
      this.#whole = { eventStreams, body: `{"flags":[${flags}]${eventStreams}}` };
    } else if (typeof this.#whole.body === "string") this.#whole.body = Buffer.from(this.#whole.body);
    return this.#whole.body;
  }

  /** Hands each answer to `count`, with how often it was given. */
  settle(count: (served: Served, times: number) => void): void {
    const times = this.#times;
    this.#times = 0;
    for (const one of this.#served ?? []) count(one, times);
  }
}
