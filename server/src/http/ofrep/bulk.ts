import type { Served } from "./served.ts";

/** All answers for one context. */
export interface Bulk {
  /** @param write makes the entity tag */
  tag(window: number, write: () => string): string;
  /**
   * The whole body, given once more.
   *
   * @param eventStreams what follows the flags in it
   */
  give(eventStreams: string): string | Buffer;
}

/** Those for a context that is asked for again and again: evaluated once, when they are first needed. */
export class KeptBulk implements Bulk {
  readonly #evaluate: () => readonly Served[];
  readonly #write: (served: readonly Served[], eventStreams: string) => string;
  readonly #first: () => void;
  #served?: readonly Served[];
  #tag?: { window: number; tag: string };
  #whole?: { eventStreams: string; body: Buffer };
  /** How often all of them were given since they were last counted. */
  #times = 0;

  /** @param options.first is told when it is given for the first time since it was last counted */
  constructor(options: {
    evaluate: () => readonly Served[];
    write: (served: readonly Served[], eventStreams: string) => string;
    first: (bulk: KeptBulk) => void;
  }) {
    this.#evaluate = options.evaluate;
    this.#write = options.write;
    this.#first = () => options.first(this);
  }

  tag(window: number, write: () => string): string {
    if (this.#tag?.window !== window) this.#tag = { window, tag: write() };
    return this.#tag.tag;
  }

  give(eventStreams: string): Buffer {
    if (this.#times === 0) this.#first();
    this.#times += 1;
    if (this.#whole?.eventStreams === eventStreams) return this.#whole.body;
    this.#served ??= this.#evaluate();
    const body = Buffer.from(this.#write(this.#served, eventStreams));
    this.#whole = { eventStreams, body };
    return body;
  }

  /** Hands each answer to `count`, with how often it was given. */
  settle(count: (served: Served, times: number) => void): void {
    const times = this.#times;
    this.#times = 0;
    for (const one of this.#served ?? []) count(one, times);
  }
}
