import type { GuardCounts, GuardGroup, GuardReport, ShardCounts } from "@switchyard/core";

// The reports of browsers, one person each, are added up before they are weighed: always of one plan, stage and share.

/** Counts by shard, or by shard and bucket. */
class Sums {
  readonly #counts = new Map<number, number>();

  add(place: number, count: number): void {
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + count);
  }

  addPairs(pairs: ShardCounts): void {
    for (let at = 0; at < pairs.length; at += 2) this.add(pairs[at] ?? 0, pairs[at + 1] ?? 0);
  }

  sorted(): [place: number, count: number][] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }
}

const BUCKETS = 1_000;
const LOWEST = -200;

class GroupSum {
  requests = 0;
  readonly #units = new Sums();
  readonly #counts = new Map<string, { of: Sums; bad: Sums }>();
  readonly #cells = new Map<string, Sums>();

  add({ requests, units, metrics }: GuardGroup): void {
    this.requests += requests;
    this.#units.addPairs(units);
    for (const count of metrics) {
      if ("cells" in count) this.#addCells(count.metric, count.cells);
      else {
        const known = this.#counts.get(count.metric) ?? { of: new Sums(), bad: new Sums() };
        this.#counts.set(count.metric, known);
        known.of.addPairs(count.of);
        known.bad.addPairs(count.bad);
      }
    }
  }

  #addCells(metric: string, cells: readonly number[]): void {
    const known = this.#cells.get(metric) ?? new Sums();
    this.#cells.set(metric, known);
    for (let at = 0; at < cells.length; at += 3) {
      known.add((cells[at] ?? 0) * BUCKETS + (cells[at + 1] ?? 0) - LOWEST, cells[at + 2] ?? 0);
    }
  }

  get(): GuardGroup {
    const counts = [...this.#counts].map(
      ([metric, { of, bad }]): GuardCounts => ({ metric, of: of.sorted().flat(), bad: bad.sorted().flat() }),
    );
    const values = [...this.#cells].map(
      ([metric, cells]): GuardCounts => ({
        metric,
        cells: cells
          .sorted()
          .flatMap(([place, count]) => [Math.floor(place / BUCKETS), (place % BUCKETS) + LOWEST, count]),
      }),
    );
    return { requests: this.requests, units: this.#units.sorted().flat(), metrics: [...counts, ...values] };
  }
}

/** Reports of one plan, stage and share as one. */
export class ReportSum {
  readonly #head: Omit<GuardReport, "treated" | "control">;
  readonly #treated = new GroupSum();
  readonly #control = new GroupSum();

  constructor({ flag, plan, stage, percentage }: GuardReport) {
    this.#head = { flag, plan, stage, percentage };
  }

  add({ treated, control }: GuardReport): void {
    this.#treated.add(treated);
    this.#control.add(control);
  }

  get(): GuardReport {
    return { ...this.#head, treated: this.#treated.get(), control: this.#control.get() };
  }
}
