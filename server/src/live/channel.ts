import type { EvaluationContext } from "@switchyard/core";
import type { Clients } from "../api.ts";
import { type ClientFilter, listClients } from "./books/client-list.ts";
import { type Elsewhere, everyone } from "./books/elsewhere.ts";
import { LookBook } from "./books/look-book.ts";
import { PollerBook } from "./books/poller-book.ts";
import { ReceiptBook } from "./books/receipt-book.ts";
import type { Entry } from "./environment/entry.ts";
import type { LiveEnvironment, Update } from "./environment/live-environment.ts";
import { SnapshotBody } from "./environment/snapshot-body.ts";
import type { Meter } from "./meter.ts";
import { BrowserFeed } from "./sdk/browser-feed.ts";
import { BrowserReader } from "./sdk/browser-reader.ts";
import { ServerReader } from "./sdk/server-reader.ts";
import type { Reader, Subscription } from "./sdk/subscription.ts";
import type { Broadcaster, Broadcasting } from "./socket/broadcaster.ts";
import { payloadOf } from "./socket/frame.ts";
import type { Clock } from "./timings.ts";

/** So many are written to before looking at the clock. */
const STEP = 16;

export interface ChannelContext {
  clock: Clock;
  meter: Meter;
  broadcaster: Broadcaster;
}

/** One environment's SDKs. A new version goes to all of them, slice after slice. */
export class Channel implements Broadcasting {
  readonly environment: LiveEnvironment;
  readonly receipts: ReceiptBook;
  readonly pollers: PollerBook;
  readonly looks = new LookBook();
  readonly #subscriptions = new Set<Subscription>();
  readonly #server: ServerReader;
  #browsers?: BrowserFeed;
  readonly #broadcaster: Broadcaster;
  readonly #meter: Meter;
  /** Where the pass over all SDKs is, and the version that it began with. */
  #pass?: { rest: Iterator<Subscription>; entry: Entry; beganAt: number };

  constructor(environment: LiveEnvironment, { clock, meter, broadcaster }: ChannelContext) {
    this.environment = environment;
    this.#broadcaster = broadcaster;
    this.#meter = meter;
    this.receipts = new ReceiptBook(clock, meter);
    this.pollers = new PollerBook(this.receipts, clock);
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

  /** @param elsewhere what other nodes say of this environment */
  clients(filter: ClientFilter, elsewhere: Elsewhere): Clients {
    const { version } = this.environment.entry;
    const committedAt = (each: number) => this.receipts.committedAt(each);
    return listClients(everyone(this.receipts.connected(), elsewhere), { version, committedAt }, filter);
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
    this.#meter.committed(update.touched.length);
    this.#browsers?.update(update);
    this.#broadcaster.send(this, bringsKill(update));
  }

  /** One pass at a time. A version that comes meanwhile goes out with the rest of it, and to the others afterwards. */
  slice(forMs: number): boolean {
    const now = performance.now();
    this.#pass ??= { rest: this.#subscriptions.values(), entry: this.environment.entry, beganAt: now };
    const until = now + forMs;
    do {
      for (let step = 0; step < STEP; step += 1) {
        const { done, value } = this.#pass.rest.next();
        if (done) return this.#ended(this.#pass);
        value.catchUp();
      }
    } while (performance.now() < until);
    return true;
  }

  #ended({ entry, beganAt }: { entry: Entry; beganAt: number }): boolean {
    this.#pass = undefined;
    this.#meter.broadcast(performance.now() - beganAt);
    return entry !== this.environment.entry;
  }
}

/** Whether a flag is off now by a kill, and was not before. */
function bringsKill({ previous, entry, touched }: Update): boolean {
  const isKilled = ({ flags }: Entry, key: string) => flags.get(key)?.data.killed === true;
  return touched.some(({ flags }) => flags.some((key) => isKilled(entry, key) && !isKilled(previous, key)));
}
