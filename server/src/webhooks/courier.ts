import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SwitchyardError } from "../errors.ts";
import type { Log } from "../live/index.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Lease, Storage } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import type { Delivery, Webhook } from "../storage/webhooks.ts";
import { disableWebhook } from "./disable-webhook.ts";
import { bodyOf } from "./formats.ts";
import { messageOf } from "./message-of.ts";
import { readLog } from "./read-log.ts";
import { type Attempt, afterAttempt } from "./retry.ts";
import type { WebhookSigning } from "./webhook-signing.ts";

const EVERY_MS = 1_000;
/** How long an end waits for an answer. */
const CLOSE_MS = 1_000;
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
/** Webhooks that are sent to at once. One gets its messages one after another. */
const MAX_AT_ONCE = 8;
/** Of one webhook in one go. */
const MAX_IN_A_ROW = 100;
/** Finished messages of a webhook that are kept. */
const KEPT_DELIVERIES = 1_000;
/** So many may wait: whoever is further behind reads the change log. */
const MAX_PENDING = 10_000;

interface Parts {
  storage: Storage;
  outbound: Outbound;
  signing: WebhookSigning;
  log: Log;
  /** Milliseconds since 1970. @default the machine's */
  now?: () => number;
  /** From 0 to 1. */
  random?: () => number;
  /** @default EVERY_MS; 0 for tests, which call {@link Courier.run} */
  everyMs?: number;
}

/**
 * Sends to webhooks what the change log tells. All nodes have one, and the one that holds the lease sends: it notes what is to
 * be sent together with how far it has read, and what came of each attempt, so that whoever comes after it goes on from
 * there. A message may be sent twice, with the same id, when a node ends in between; none is left out.
 */
export class Courier {
  readonly #parts: Parts;
  readonly #holder = randomUUID();
  readonly #now: () => number;
  readonly #timer?: NodeJS.Timeout;
  readonly #stopHints: () => void;
  #lease?: Lease;
  #heldAt = 0;
  #running?: Promise<void>;
  #isClosed = false;
  #isFailing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    const everyMs = parts.everyMs ?? EVERY_MS;
    if (everyMs > 0) this.#timer = setInterval(() => void this.run(), everyMs).unref();
    this.#stopHints = everyMs > 0 ? parts.storage.onCommit(() => void this.run()) : () => {};
  }

  /** Reads the log and sends what is due, if this node is the one. One run at a time: while there is one, that one. */
  run(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#stopHints();
    // What is under way then is sent again by whoever goes on, when the lease has run out.
    const late = sleep(CLOSE_MS, "late", { ref: false });
    if ((await Promise.race([this.#running, late])) === "late") return;
    if (this.#lease) await this.#parts.storage.endLease(this.#lease).catch(() => {});
  }

  async #run(): Promise<void> {
    const { storage, log } = this.#parts;
    try {
      if ((await storage.webhooks()).length === 0) return;
      const lease = await this.#hold();
      if (lease === undefined) return;
      if (!(await readLog(storage, lease, this.#now()))) {
        this.#lease = undefined;
        return;
      }
      const ready = (await storage.webhooks()).filter(({ enabled }) => enabled);
      const workers = Array.from({ length: MAX_AT_ONCE }, async () => {
        for (let next = ready.shift(); next !== undefined; next = ready.shift()) await this.#sendAll(next, lease);
      });
      await Promise.all(workers);
      this.#isFailing = false;
    } catch (error) {
      // A database that is away is away for all: said once.
      if (!this.#isFailing && !this.#isClosed) log.warn({ err: error }, "webhooks could not be served");
      this.#isFailing = true;
      if (!(error instanceof StorageError)) this.#lease = undefined;
    }
  }

  async #hold(): Promise<Lease | undefined> {
    const now = performance.now();
    if (this.#lease !== undefined && now - this.#heldAt < RENEW_MS) return this.#lease;
    this.#lease = await this.#parts.storage.lease("webhooks", this.#holder, LEASE_MS);
    this.#heldAt = now;
    return this.#lease;
  }

  async #sendAll(webhook: Webhook, lease: Lease): Promise<void> {
    const { storage, log, random } = this.#parts;
    let { health } = webhook;
    let sent = 0;
    const waiting = health.failures > 0 ? await storage.webhooking.countPending(webhook.id) : 0;
    if (waiting > MAX_PENDING) {
      await disableWebhook(storage, lease, webhook, `more than ${MAX_PENDING} messages wait to be sent`, this.#now());
      return;
    }
    for (; sent < MAX_IN_A_ROW && !this.#isClosed; sent += 1) {
      const now = this.#now();
      if (health.pausedUntil > now || (await this.#hold())?.fence !== lease.fence) break;
      const delivery = await storage.webhooking.nextDelivery(lease, webhook.id, now);
      if (delivery === undefined) break;
      const attempt = await this.#attempt(webhook, delivery);
      const next = afterAttempt(delivery, health, attempt, random?.());
      health = next.health;
      if (!(await storage.webhooking.settle(lease, next.delivery, health))) break;
      if (next.disable !== undefined) {
        log.warn({ webhook: webhook.id, why: next.disable }, "a webhook is disabled");
        await disableWebhook(storage, lease, webhook, next.disable, this.#now());
        break;
      }
    }
    if (sent > 0) await storage.webhooking.pruneDeliveries(webhook.id, KEPT_DELIVERIES);
  }

  async #attempt(webhook: Webhook, delivery: Delivery): Promise<Attempt> {
    const { storage, outbound, signing } = this.#parts;
    const startedAt = performance.now();
    const at = this.#now();
    const measured = () => Math.round(performance.now() - startedAt);
    try {
      const message = await messageOf(storage, webhook, delivery);
      if (message === undefined) throw new Error("The change log's row can't be read");
      const body = bodyOf(webhook.format, message);
      const headers = { "content-type": "application/json", ...signing.headers(webhook, delivery.id, at, body) };
      const { status, excerpt, retryAfter } = await outbound.post(webhook.url, headers, body);
      const outcome = { at: this.#now(), durationMs: measured(), status, excerpt, retryAfter };
      if (status >= 200 && status < 300) return outcome;
      const redirect = status >= 300 && status < 400 ? "; redirects are not followed" : "";
      return { ...outcome, error: `The receiver answered ${status}${redirect}` };
    } catch (error) {
      if (error instanceof StorageError) throw error;
      const isKnown = error instanceof SwitchyardError || error instanceof Error;
      return { at: this.#now(), durationMs: measured(), error: isKnown ? error.message : "It could not be sent" };
    }
  }
}
