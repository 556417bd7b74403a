import type { Served } from "./served.ts";

/** All answers for one context, evaluated when they are first needed. */
export class Bulk {
  readonly #evaluate: () => readonly Served[];
  #served?: readonly Served[];
  #tag?: { window: number; tag: string };
  #whole?: { eventStreams: string; body: Buffer };
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
  give(eventStreams: string, first: () => void): Buffer {
    if (this.#times === 0) first();
    this.#times += 1;
    this.#served ??= this.#evaluate();
    if (this.#whole?.eventStreams === eventStreams) return this.#whole.body;
    const body = written(this.#served, eventStreams);
    // Who asks once may never ask again: most contexts are new where each request is of another person.
    if (this.#times > 1) this.#whole = { eventStreams, body: Buffer.from(body) };
    return body;
  }

  /** Hands each answer to `count`, with how often it was given. */
  settle(count: (served: Served, times: number) => void): void {
    const times = this.#times;
    this.#times = 0;
    for (const one of this.#served ?? []) count(one, times);
  }
}

/** Copies what was made into bytes once: gluing and encoding text costs more than evaluating it. */
function written(served: readonly Served[], eventStreams: string): Buffer {
  const end = Buffer.from(`]${eventStreams}}`);
  const commas = Math.max(0, served.length - 1);
  const length = served.reduce((sum, { bytes }) => sum + bytes.length, BEGIN.length + commas + end.length);
  const body = room(length);
  let at = 0;
  const put = (bytes: Buffer) => {
    body.set(bytes, at);
    at += bytes.length;
  };
  put(BEGIN);
  for (const [index, { bytes }] of served.entries()) {
    if (index > 0) body[at++] = COMMA;
    put(bytes);
  }
  put(end);
  return body;
}

const BEGIN = Buffer.from('{"flags":[');
const COMMA = 0x2c;

/** Memory for many bodies is had at once: fresh memory for each costs more than filling it. */
const SLAB_BYTES = 96 * 1024;
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let used = 0;

/** Bytes to be overwritten, which go with the last body in their slab. */
function room(length: number): Buffer {
  if (length > SLAB_BYTES / 4) return Buffer.allocUnsafe(length);
  if (used + length > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  used += length;
  return slab.subarray(used - length, used);
}
