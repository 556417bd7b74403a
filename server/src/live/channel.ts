import { setImmediate as nextTurn } from "node:timers/promises";
import type { EvaluationContext } from "@switchyard/core";
import { BrowserFeed } from "./browser-feed.ts";
import { BrowserReader } from "./browser-reader.ts";
import { payloadOf } from "./frame.ts";
import type { LiveEnvironment, Update } from "./live-environment.ts";
import { ReceiptBook } from "./receipt-book.ts";
import { ServerReader } from "./server-reader.ts";
import { SnapshotBody } from "./snapshot-body.ts";
import type { Reader, Subscription } from "./subscription.ts";
import type { Clock } from "./timings.ts";

/** So many sockets are written to before the event loop gets a turn: some 6 ms. */
const SLICE = 500;

/** One environment's SDKs. A new version goes to all of them, slice after slice. */
export class Channel {
  readonly environment: LiveEnvironment;
  readonly receipts: ReceiptBook;
  readonly #subscriptions = new Set<Subscription>();
  readonly #server: ServerReader;
  #browsers?: BrowserFeed;
  #isBroadcasting = false;

  constructor(environment: LiveEnvironment, clock: Clock) {
    this.environment = environment;
    this.receipts = new ReceiptBook(clock);
    this.#server = new ServerReader(environment);
    environment.onUpdate((update) => this.#update(update));
  }

  serverReader(): Reader {
    return this.#server;
  }

  /** @param contextId what the browser calls this context, if it gave it a number */
  browserReader(context: EvaluationContext, contextId?: number): Reader {
    return new BrowserReader(this.#feed(), context, contextId);
  }

  /** What a browser that asks over HTTP is told. */
  clientSnapshot(context: EvaluationContext): SnapshotBody {
    const frame = new BrowserReader(this.#feed(), context).snapshot();
    return new SnapshotBody(this.environment.entry.version, payloadOf(frame), JSON.stringify(context));
  }

  #feed(): BrowserFeed {
    this.#browsers ??= new BrowserFeed(this.environment);
    return this.#browsers;
  }

  /** From now on it is told of every version. */
  join(subscription: Subscription): void {
    this.#subscriptions.add(subscription);
  }

  leave(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
  }

  #update(update: Update): void {
    if (update.previous.epoch !== update.entry.epoch) this.receipts.restart();
    this.receipts.committed(update.committedAt);
    this.#browsers?.update(update);
    void this.#broadcast();
  }

  /** One at a time. A version that comes meanwhile goes out with the rest of this one, and to the others afterwards. */
  async #broadcast(): Promise<void> {
    if (this.#isBroadcasting) return;
    this.#isBroadcasting = true;
    let sent: unknown;
    while (sent !== this.environment.entry) {
      sent = this.environment.entry;
      let count = 0;
      for (const subscription of this.#subscriptions) {
        subscription.catchUp();
        count += 1;
        if (count % SLICE === 0) await nextTurn();
      }
    }
    this.#isBroadcasting = false;
  }
}
