/** Calls at once when it has been quiet, else when the interval is over: often enough, and never missing the last. */
export class Throttle {
  readonly #call: () => void;
  readonly #intervalMs: number;
  #timer?: NodeJS.Timeout;
  #isDue = false;

  constructor(call: () => void, intervalMs: number) {
    this.#call = call;
    this.#intervalMs = intervalMs;
  }

  run(): void {
    if (this.#timer) {
      this.#isDue = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isDue) this.run();
    }, this.#intervalMs).unref();
    this.#isDue = false;
    this.#call();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = false;
  }
}
