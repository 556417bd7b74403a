import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FlagData, Report } from "@switchyard/core";
import type { Log, Reporter, ReportSink } from "../live/index.ts";
import type { Storage } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import { type Counted, HOUR_MS } from "../storage/usage.ts";
import { countReport } from "./count-report.ts";
import { Repeats } from "./repeats.ts";
import { slices } from "./slices.ts";
import { Tally } from "./tally.ts";
import { Unclaimed } from "./unclaimed.ts";

/** What a crash loses at most. */
const WRITE_EVERY_MS = 5_000;
/** For so long hours are kept. */
export const KEPT_MS = 30 * 24 * HOUR_MS;
interface Context {
  storage: Storage;
  log: Log;
  /** Milliseconds since 1970. @default the machine's */
  now?: () => number;
  /** @default WRITE_EVERY_MS */
  writeEveryMs?: number;
}

/** Adds up what SDKs report, in memory, and writes it every few seconds and at the end. */
export class UsageBook implements ReportSink {
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #tally = new Tally();
  /** Apart, so that made-up instances of browsers don't push out servers. */
  readonly #repeats = { server: new Repeats(), browser: new Repeats() };
  /** Where other nodes may count the same reports. */
  readonly #unclaimed?: Unclaimed;
  readonly #listeners = new Set<(environmentIds: Iterable<string>) => void>();
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  readonly #node = randomUUID();
  #prunedHour = 0;
  #isFailing = false;

  constructor({ storage, log, now = Date.now, writeEveryMs = WRITE_EVERY_MS }: Context) {
    this.#storage = storage;
    this.#log = log;
    this.#now = now;
    if (storage.nodes) this.#unclaimed = new Unclaimed(storage.nodes, (counted) => this.#tally.putBack(counted));
    this.#timer = setInterval(() => {
      // A database that hangs must not have writes pile up behind it.
      if (!this.#isWriting) void this.write();
    }, writeEveryMs).unref();
  }

  take(from: Reporter, report: Omit<Report, "type">, flags: ReadonlyMap<string, { data: FlagData }>): void {
    const { id, kind } = from;
    const { seq } = report;
    if (!this.#repeats[kind].isNew(id, seq)) return;
    const counted = countReport(from, report, flags, this.#now());
    if (this.#unclaimed) this.#unclaimed.add({ reporter: id, seq, counted });
    else this.#tally.putBack(counted);
  }

  onStored(listener: (environmentIds: Iterable<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes what waits. Never rejects: what can't be written waits for the next time. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes for the last time. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.write();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      await this.#unclaimed?.settle();
      if (this.#tally.size > 0) await this.#add(this.#tally.drain());
      await this.#prune();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) {
        this.#log.warn(
          { err: error },
          "what SDKs report could not be written; it waits, and is tried every few seconds",
        );
      }
      this.#isFailing = true;
    } finally {
      this.#isWriting = false;
    }
  }

  async #add(waiting: Counted): Promise<void> {
    const left = [...slices(waiting)];
    const stored = new Set<string>();
    try {
      for (let slice = left[0]; slice; slice = left[0]) {
        await this.#storage.usage.add(slice).catch((error: unknown) => this.#giveUp(error));
        left.shift();
        for (const row of [...slice.evaluations, ...slice.unknown, ...slice.events]) stored.add(row.environmentId);
        if (left.length > 0) await nextTurn();
      }
    } finally {
      for (const slice of left) this.#tally.putBack(slice);
      if (stored.size > 0) for (const listener of this.#listeners) listener(stored);
    }
  }

  /** What will never be taken must not stand in the way of all that comes after it. */
  #giveUp(error: unknown): void {
    if (!(error instanceof StorageError) || error.retryable) throw error;
    this.#log.error({ err: error }, "some of what SDKs reported can't be written and is given up");
  }

  /** Once an hour, some thousand rows at a time. */
  async #prune(): Promise<void> {
    const now = this.#now();
    const hour = now - (now % HOUR_MS);
    if (hour === this.#prunedHour) return;
    // One node is enough. Two that think so do no harm: what is gone is gone.
    if (!(await this.#storage.lease("forgetting old counts", this.#node, HOUR_MS))) return;
    for (const { id } of await this.#storage.allEnvironments()) {
      do await nextTurn();
      while (!(await this.#storage.usage.prune(id, hour - KEPT_MS)));
    }
    this.#prunedHour = hour;
  }
}
