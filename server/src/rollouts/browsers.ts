import type { GuardGroup, GuardReport } from "@switchyard/core";
import type { BrowserReport, Storage, WaitingReport } from "../storage/port.ts";
import { BROWSER_KNOWN_MS } from "../storage/rollouts.ts";
import { StorageError } from "../storage/storage-error.ts";
import { ReportSum } from "./add-up.ts";

/** Messages in one transaction, added up together. */
const AT_ONCE = 250;
/** What they come to each time: plans and stages that are reported of at once. Stages can be made up. */
const MAX_SUMS = 500;
/** What waits on this node at most: counts of all messages, of which a message of one page has ten or so. */
const MAX_COUNTS = 2_000_000;
/** What a message takes besides. */
const COUNTS_OF_MESSAGE = 50;
/** What waited longer while the database was gone is left out: soon it isn't known any more whether another node has counted it. */
const MAX_WAIT_MS = BROWSER_KNOWN_MS / 2;
/** A browser is one person, or a few one after another. */
const MAX_BROWSER_REQUESTS = 1_000;
const MAX_BROWSER_SHARDS = 3;

/** What one message says of one rollout, of a stage or two. */
interface Heard extends BrowserReport {
  environmentId: string;
  reports: GuardReport[];
  at: number;
  size: number;
}

/**
 * What browsers said, until it is handed over: added up, and each of it once, whichever nodes have heard it. One that can't know that its
 * report arrived, or whatever is in between, may send it again to another node, or to this one after a restart.
 */
export class Browsers {
  readonly #storage: Storage;
  readonly #now: () => number;
  /** Makes what they said together a report of this node. */
  readonly #report: (report: GuardReport) => WaitingReport;
  #heard: Heard[] = [];
  #size = 0;
  #sums = 0;

  constructor(storage: Storage, now: () => number, report: (report: GuardReport) => WaitingReport) {
    this.#storage = storage;
    this.#now = now;
    this.#report = report;
  }

  /** @param reports of one message and rollout */
  add(browser: { environmentId: string; id: string }, seq: number, rolloutId: string, reports: GuardReport[]): void {
    const size = reports.reduce(
      (sum, { treated, control }) => sum + sizeOf(treated) + sizeOf(control),
      COUNTS_OF_MESSAGE,
    );
    if (this.#size + size > MAX_COUNTS) return;
    this.#size += size;
    this.#heard.push({
      rolloutId,
      browser: browser.id,
      seq,
      environmentId: browser.environmentId,
      reports,
      at: this.#now(),
      size,
    });
  }

  /**
   * @param stored told of the environments as it goes
   * @throws what the storage throws; what may still be taken waits
   */
  async handOver(stored: (environmentIds: Iterable<string>) => void): Promise<void> {
    this.#sums = 0;
    const oldest = this.#now() - MAX_WAIT_MS;
    const young = this.#heard.findIndex(({ at }) => at >= oldest);
    this.#drop(young < 0 ? [...this.#heard] : this.#heard.slice(0, young));
    while (this.#heard.length > 0) {
      const heard = this.#heard.slice(0, AT_ONCE);
      try {
        await this.#storage.rolloutStore.addBrowsers(
          heard.map(({ rolloutId, browser, seq }) => ({ rolloutId, browser, seq })),
          (isNew) => this.#sumUp(heard.filter((_, at) => isNew[at])),
        );
      } catch (error) {
        // What will never be taken must not stand in the way of all that comes after it.
        if (error instanceof StorageError && !error.retryable) this.#drop(heard);
        throw error;
      }
      this.#drop(heard);
      stored(new Set(heard.map(({ environmentId }) => environmentId)));
    }
  }

  /** @param heard the first of those that wait */
  #drop(heard: Heard[]): void {
    this.#heard.splice(0, heard.length);
    for (const { size } of heard) this.#size -= size;
  }

  #sumUp(heard: Heard[]): WaitingReport[] {
    const sums = new Map<string, ReportSum>();
    for (const report of heard.flatMap(({ reports }) => reports)) {
      const name = `${report.plan} ${report.stage} ${report.percentage}`;
      const known = sums.get(name);
      if (!known && this.#sums >= MAX_SUMS) continue;
      const sum = known ?? new ReportSum(report);
      if (!known) this.#sums += 1;
      sums.set(name, sum);
      sum.add(report);
    }
    return [...sums.values()].map((sum) => this.#report(sum.get()));
  }
}

function sizeOf({ units, metrics }: GuardGroup): number {
  return metrics.reduce(
    (sum, count) => sum + ("cells" in count ? count.cells.length : count.of.length + count.bad.length),
    units.length,
  );
}

/** Whether it is no more than one person at a browser can have done in a few seconds. */
export const isPlausible = ({ treated, control }: GuardReport) => isOfFew(treated) && isOfFew(control);

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
