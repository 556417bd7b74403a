import type { Clock } from "../timings.ts";
import type { Instance } from "./instance.ts";
import type { ReceiptBook } from "./receipt-book.ts";

/** Three polls that did not come. */
const SILENCE_MS = 90_000;
/** Of each kind: anybody can pose as a browser, and must not be counted without end. */
const MAX_POLLERS = 10_000;

/** What a request tells of the SDK that sent it. */
export type Polled = Pick<Instance, "id" | "instance" | "app" | "sdk" | "browser">;

interface Poller {
  instance: Instance;
  /** On the monotonic clock. */
  seenAt: number;
}

/** SDK instances of one environment that poll: they count as connected from one sign of life to well after the next. */
export class PollerBook {
  readonly #receipts: ReceiptBook;
  readonly #clock: Clock;
  /** By id, the one that was silent for longest first. */
  readonly #pollers = new Map<string, Poller>();
  #browsers = 0;

  constructor(receipts: ReceiptBook, clock: Clock) {
    this.#receipts = receipts;
    this.#clock = clock;
  }

  /** @returns what counts for it in receipts; `undefined` when it isn't counted: it has a stream, or there are too many */
  seen(polled: Polled): Instance | undefined {
    this.sweep();
    const known = this.#pollers.get(polled.id);
    if (!known && (this.#receipts.has(polled.id) || this.#isFull(polled.browser))) return undefined;
    const instance = known?.instance ?? this.#join(polled);
    instance.lastSeen = this.#clock.wall();
    this.#pollers.delete(polled.id);
    this.#pollers.set(polled.id, { instance, seenAt: this.#clock.monotonic() });
    return instance;
  }

  /** It has a stream again. */
  leave(id: string): void {
    const poller = this.#pollers.get(id);
    if (!poller) return;
    this.#pollers.delete(id);
    if (poller.instance.browser) this.#browsers -= 1;
    this.#receipts.leave(poller.instance);
  }

  /** Forgets those that fell silent. */
  sweep(): void {
    const now = this.#clock.monotonic();
    for (const [id, { seenAt }] of this.#pollers) {
      if (now - seenAt < SILENCE_MS) break;
      this.leave(id);
    }
  }

  #join(polled: Polled): Instance {
    const { wall, monotonic } = this.#clock;
    const instance = {
      ...polled,
      polling: true,
      confirmed: 0,
      lastSeen: wall(),
      connectedAt: wall(),
      since: monotonic(),
    };
    this.#receipts.join(instance);
    if (polled.browser) this.#browsers += 1;
    return instance;
  }

  #isFull(browser: boolean): boolean {
    return (browser ? this.#browsers : this.#pollers.size - this.#browsers) >= MAX_POLLERS;
  }
}
