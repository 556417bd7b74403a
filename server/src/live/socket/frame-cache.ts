/** So many versions that SDKs resume from at once are kept; others are made again. */
const MAX_FRAMES = 64;

/** Frames that lead to one version, by the version they start from: made once, however many sockets they go to. */
export class FrameCache<Target extends object> {
  readonly #frames = new Map<number, Buffer | undefined>();
  #target?: Target;

  /** Frames for an earlier `target` are forgotten. */
  get(target: Target, from: number, make: () => Buffer | undefined): Buffer | undefined {
    if (this.#target !== target) this.#frames.clear();
    this.#target = target;
    if (this.#frames.has(from)) return this.#frames.get(from);
    const frame = make();
    const [oldest] = this.#frames.keys();
    if (this.#frames.size >= MAX_FRAMES && oldest !== undefined) this.#frames.delete(oldest);
    this.#frames.set(from, frame);
    return frame;
  }
}
