import { randomUUID } from "node:crypto";
import type { FlagData, GuardGroup, GuardReport, Guards } from "@switchyard/core";
import type { Log, Reporter } from "../live/index.ts";
import type { Storage, WaitingReport } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import { Repeats } from "../usage/repeats.ts";
import { ReportSum } from "./add-up.ts";
import { isCounted } from "./engine-report.ts";

/** How often what came is handed to whoever judges; what a crash loses at most. */
const FLUSH_MS = 1_000;
/** Browsers are added up for so long. */
const TICK_MS = 2_000;
/** Reports that wait on this node while the database does not take them. */
const MAX_BUFFERED = 5_000;
/** Plans and stages that browsers report of at once. */
const MAX_SUMS = 500;
/** A browser is one person, or a few one after another. */
const MAX_BROWSER_REQUESTS = 1_000;
const MAX_BROWSER_SHARDS = 3;

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
  readonly #node = randomUUID().slice(0, 8);
  readonly #repeats = { server: new Repeats(), browser: new Repeats() };
  readonly #timer: NodeJS.Timeout | undefined;
  #buffer: WaitingReport[] = [];
  #environments = new Set<string>();
  #sums = new Map<string, ReportSum>();
  #tick: number;
  #seq: number;
  #flushing: Promise<void> = Promise.resolve();
  #isFailing = false;
  #isFlushing = false;

  constructor(context: Context) {
    this.#context = context;
    this.#now = context.now ?? Date.now;
    this.#tick = this.#now();
    // Goes on rising after a restart, whose name is another besides.
    this.#seq = this.#now();
    const { flushMs = FLUSH_MS } = context;
    if (flushMs === 0) return;
    this.#timer = setInterval(() => {
      if (!this.#isFlushing) void this.flush();
    }, flushMs).unref();
  }

  /** Never throws, and never waits. @param flags of the environment, as they are now */
  take(from: Reporter, { seq, reports }: Omit<Guards, "type">, flags: ReadonlyMap<string, { data: FlagData }>): void {
    if (!this.#repeats[from.kind].isNew(from.id, seq)) return;
    for (const report of reports) {
      const flag = flags.get(report.flag)?.data;
      if (flag?.guard?.plan !== report.plan || !isCounted(flag.guard.metrics, report)) continue;
      this.#environments.add(from.environmentId);
      if (from.kind === "server") this.#add({ source: from.id, seq, report });
      else if (flag.clientSide && isPlausible(report)) this.#addBrowser(report);
    }
  }

  #add(report: Pick<WaitingReport, "source" | "seq" | "report">): void {
    if (this.#buffer.length >= MAX_BUFFERED) this.#buffer.shift();
    this.#buffer.push({ ...report, rolloutId: report.report.plan, at: this.#now() });
  }

  #addBrowser(report: GuardReport): void {
    const id = `${report.plan} ${report.stage} ${report.percentage}`;
    const known = this.#sums.get(id);
    if (!known && this.#sums.size >= MAX_SUMS) return;
    const sum = known ?? new ReportSum(report);
    this.#sums.set(id, sum);
    sum.add(report);
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
    if (isLast || this.#now() - this.#tick >= TICK_MS) this.#endTick();
    const batch = this.#buffer;
    this.#buffer = [];
    const environments = this.#environments;
    this.#environments = new Set();
    try {
      if (batch.length > 0) {
        await this.#context.storage.rolloutStore.addReports(batch);
        this.#context.onStored?.(environments);
      }
      this.#isFailing = false;
    } catch (error) {
      // What will never be taken must not stand in the way of all that comes after it.
      const isLost = error instanceof StorageError && !error.retryable;
      if (!isLost) this.#buffer = [...batch, ...this.#buffer].slice(-MAX_BUFFERED);
      if (!this.#isFailing)
        this.#context.log.warn({ err: error }, "reports for guarded rollouts could not be written yet");
      this.#isFailing = true;
    } finally {
      this.#isFlushing = false;
    }
  }

  #endTick(): void {
    this.#tick = this.#now();
    this.#seq += 1;
    for (const sum of this.#sums.values()) {
      this.#add({ source: `browsers of node ${this.#node}`, seq: this.#seq, report: sum.get() });
    }
    this.#sums = new Map();
  }
}

const isPlausible = ({ treated, control }: GuardReport) => isOfFew(treated) && isOfFew(control);

/** What one person at a browser can have done in a few seconds. */
function isOfFew({ requests, units, metrics }: GuardGroup): boolean {
  const shards = new Set<number>();
  let most = requests;
  const note = (shard: number | undefined, count: number | undefined) => {
    shards.add(shard ?? 0);
    most = Math.max(most, count ?? 0);
  };
  for (let at = 0; at < units.length; at += 2) note(units[at], units[at + 1]);
  for (const count of metrics) {
    if ("cells" in count) for (let at = 0; at < count.cells.length; at += 3) note(count.cells[at], count.cells[at + 2]);
    else {
      for (const pairs of [count.of, count.bad])
        for (let at = 0; at < pairs.length; at += 2) note(pairs[at], pairs[at + 1]);
    }
  }
  return most <= MAX_BROWSER_REQUESTS && shards.size <= MAX_BROWSER_SHARDS;
}
