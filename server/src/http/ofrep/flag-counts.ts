import { randomUUID } from "node:crypto";
import type { FlagData, Report } from "@switchyard/core";
import type { Reporter, ReportSink } from "../../live/index.ts";

/** An answer that was given: its counter is its own, so that counting costs an addition. */
interface Counter {
  readonly flag: string;
  readonly variant: string | null;
  count: number;
}

/** Counts several answers as one until it is asked. */
interface Settled {
  settle(count: (counter: Counter, times: number) => void): void;
}

type Flags = ReadonlyMap<string, { data: FlagData }>;

/** So many keys that no flag has are kept apart between two reports. */
const MAX_UNKNOWN = 1_000;

/** Counts what is evaluated here for keys of one kind in one environment, and reports it as an SDK would. */
export class FlagCounts {
  readonly #from: Reporter;
  readonly #dirty = new Set<Counter>();
  readonly #later = new Set<Settled>();
  readonly #unknown = new Map<string, number>();
  #seq = 0;

  constructor(environmentId: string, kind: Reporter["kind"]) {
    this.#from = { environmentId, id: `ofrep ${kind} ${randomUUID()}`, kind, app: "OFREP" };
  }

  /** It will be above zero: to be read at the next report. */
  add(counter: Counter): void {
    this.#dirty.add(counter);
  }

  /** It knows of counts that nobody has added up yet. */
  addLater(settled: Settled): void {
    this.#later.add(settled);
  }

  addUnknown(flag: string): void {
    const count = this.#unknown.get(flag);
    if (count !== undefined || this.#unknown.size < MAX_UNKNOWN) this.#unknown.set(flag, (count ?? 0) + 1);
  }

  /** Hands over what was counted since the last time. */
  report(sink: ReportSink, flags: Flags): void {
    for (const settled of this.#later) {
      settled.settle((counter, times) => {
        counter.count += times;
        this.#dirty.add(counter);
      });
    }
    this.#later.clear();
    if (this.#dirty.size === 0 && this.#unknown.size === 0) return;
    this.#seq += 1;
    const evaluations: Report["evaluations"] = [];
    for (const counter of this.#dirty) {
      evaluations.push({ flag: counter.flag, variant: counter.variant, count: counter.count });
      counter.count = 0;
    }
    const unknown = [...this.#unknown].map(([flag, count]) => ({ flag, count }));
    this.#dirty.clear();
    this.#unknown.clear();
    sink.take(this.#from, { seq: this.#seq, evaluations, unknown }, flags);
  }
}
