import { randomUUID } from "node:crypto";
import type { FlagData, GuardReport, Guards } from "@switchyard/core";
import type { Log, Reporter } from "../live/index.ts";
import type { Storage, WaitingReport } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import { Repeats } from "../usage/repeats.ts";
import { Browsers, isPlausible } from "./browsers.ts";
import { isCounted } from "./engine-report.ts";

/** How often what came is handed to whoever judges; what a crash loses at most. */
const FLUSH_MS = 1_000;
/** What browsers say is kept for so long, to be added up. */
const TICK_MS = 2_000;
/** Reports that wait on this node while the database does not take them. */
const MAX_BUFFERED = 5_000;
/** So often what browsers reported long ago is forgotten. */
const FORGET_MS = 60_000;

interface Context {
  storage: Storage;
  log: Log;
  /** Milliseconds since 1970. @default the machine's */
  now?: () => number;
  /** 0 for none by itself. @default FLUSH_MS */
  flushMs?: number;
  /** Told of the environments whose rollouts got reports. */
  onStored?: (environmentIds: Iterable<string>) => void;
}

/**
 * Takes in what SDKs counted for guarded rollouts, on every node, and hands it on through the database to the node that judges. A report is
 * taken once, whole or not at all; whatever is wrong with it, its sender notices nothing and nobody else's counts change.
 */
export class GuardIntake {
  readonly #context: Context;
  readonly #now: () => number;
  readonly #repeats = { server: new Repeats(), browser: new Repeats() };
  readonly #browsers: Browsers;
  readonly #timer: NodeJS.Timeout | undefined;
  #buffer: WaitingReport[] = [];
  #environments = new Set<string>();
  #tick: number;
  #forgotAt: number;
  #seq: number;
  #flushing: Promise<void> = Promise.resolve();
  #isFailing = false;
  #isFlushing = false;

  constructor(context: Context) {
    this.#context = context;
    this.#now = context.now ?? Date.now;
    this.#tick = this.#now();
    this.#forgotAt = this.#tick;
    // Goes on rising after a restart, whose name is another besides.
    this.#seq = this.#now();
    const source = `browsers of node ${randomUUID().slice(0, 8)}`;
    this.#browsers = new Browsers(context.storage, this.#now, (report) => {
      this.#seq += 1;
      return { source, seq: this.#seq, rolloutId: report.plan, at: this.#now(), report };
    });
    const { flushMs = FLUSH_MS } = context;
    if (flushMs === 0) return;
    this.#timer = setInterval(() => {
      if (!this.#isFlushing) void this.flush();
    }, flushMs).unref();
  }

  /** Never throws, and never waits. @param flags of the environment, as they are now */
  take(from: Reporter, { seq, reports }: Omit<Guards, "type">, flags: ReadonlyMap<string, { data: FlagData }>): void {
    if (!this.#repeats[from.kind].isNew(from.id, seq)) return;
    const ofBrowser = new Map<string, GuardReport[]>();
    for (const report of reports) {
      const { plan } = report;
      const flag = flags.get(report.flag)?.data;
      if (flag?.guard?.plan !== plan || !isCounted(flag.guard.metrics, report)) continue;
      if (from.kind === "server") {
        this.#environments.add(from.environmentId);
        this.#add({ source: from.id, seq, rolloutId: plan, at: this.#now(), report });
      } else if (flag.clientSide && isPlausible(report)) {
        ofBrowser.set(plan, [...(ofBrowser.get(plan) ?? []), report]);
      }
    }
    for (const [plan, reports] of ofBrowser) this.#browsers.add(from, seq, plan, reports);
  }

  #add(report: WaitingReport): void {
    if (this.#buffer.length >= MAX_BUFFERED) this.#buffer.shift();
    this.#buffer.push(report);
  }

  /** Writes what waits. Never rejects: what can't be written waits for the next time. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flush(false));
    return this.#flushing;
  }

  /** Writes for the last time, what browsers said since the last tick included. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flushing = this.#flushing.then(() => this.#flush(true));
    return this.#flushing;
  }

  async #flush(isLast: boolean): Promise<void> {
    this.#isFlushing = true;
    const { storage, log, onStored } = this.#context;
    const stored = (environmentIds: Iterable<string>) => onStored?.(environmentIds);
    try {
      await this.#handOver(stored);
      if (isLast || this.#now() - this.#tick >= TICK_MS) {
        this.#tick = this.#now();
        await this.#browsers.handOver(stored);
      }
      if (this.#now() - this.#forgotAt >= FORGET_MS) {
        this.#forgotAt = this.#now();
        while (!(await storage.rolloutStore.forgetBrowsers()));
      }
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error }, "reports for guarded rollouts could not be written yet");
      this.#isFailing = true;
    } finally {
      this.#isFlushing = false;
    }
  }

  async #handOver(stored: (environmentIds: Iterable<string>) => void): Promise<void> {
    const batch = this.#buffer;
    this.#buffer = [];
    const environments = this.#environments;
    this.#environments = new Set();
    if (batch.length === 0) return;
    try {
      await this.#context.storage.rolloutStore.addReports(batch);
    } catch (error) {
      // What will never be taken must not stand in the way of all that comes after it.
      const isLost = error instanceof StorageError && !error.retryable;
      if (!isLost) {
        this.#buffer = [...batch, ...this.#buffer].slice(-MAX_BUFFERED);
        for (const id of environments) this.#environments.add(id);
      }
      throw error;
    }
    stored(environments);
  }
}
