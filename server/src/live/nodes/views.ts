import type { Nodes, Told } from "../../storage/nodes.ts";
import { Throttle } from "../admin/throttle.ts";
import { type Elsewhere, NOWHERE } from "../books/elsewhere.ts";
import type { NeighbourContext } from "./neighbour-context.ts";
import { readTold } from "./read-told.ts";

/** What other nodes say of one environment's SDKs, for as long as somebody looks at it. */
export interface View {
  readonly elsewhere: Elsewhere;
  /** Resolves when the first reading is over, well or not. */
  readonly ready: Promise<void>;
  stop(): void;
}

interface Watched {
  rows: Told[];
  /** When they were read, on the monotonic clock. */
  readAt: number;
  elsewhere: Elsewhere;
  ready: Promise<void>;
  readonly listeners: Set<() => void>;
  readonly throttle: Throttle;
  readonly timer: NodeJS.Timeout;
}

/** Reads what other nodes tell: when it is asked for, and again whenever one says that it changed while somebody looks. */
export class Views {
  readonly #nodes: Nodes;
  readonly #epoch: () => Promise<string>;
  readonly #context: NeighbourContext;
  readonly #watched = new Map<string, Watched>();

  constructor(nodes: Nodes, epoch: () => Promise<string>, context: NeighbourContext) {
    this.#nodes = nodes;
    this.#epoch = epoch;
    this.#context = context;
  }

  async read(environmentId: string): Promise<Elsewhere> {
    const rows = await this.#nodes.told(environmentId);
    return rows.length === 0 ? NOWHERE : this.#put(rows, await this.#epochOf(environmentId));
  }

  watch(environmentId: string, changed: () => void): View {
    const watched = this.#watched.get(environmentId) ?? this.#begin(environmentId);
    const listener = () => changed();
    watched.listeners.add(listener);
    return {
      ready: watched.ready,
      get elsewhere() {
        return watched.elsewhere;
      },
      stop: () => {
        watched.listeners.delete(listener);
        if (watched.listeners.size === 0) this.#end(environmentId, watched);
      },
    };
  }

  heard(environmentId: string): void {
    this.#watched.get(environmentId)?.throttle.run();
  }

  close(): void {
    for (const [id, watched] of this.#watched) this.#end(id, watched);
  }

  #begin(environmentId: string): Watched {
    const { timings } = this.#context;
    const read = () => void this.#refresh(environmentId, watched);
    const watched: Watched = {
      rows: [],
      readAt: 0,
      elsewhere: NOWHERE,
      ready: Promise.resolve(),
      listeners: new Set(),
      throttle: new Throttle(read, timings.receipts),
      // A node that fell silent says nothing of it.
      timer: setInterval(() => watched.throttle.run(), timings.nodeBeat).unref(),
    };
    this.#watched.set(environmentId, watched);
    watched.ready = this.#refresh(environmentId, watched);
    return watched;
  }

  #end(environmentId: string, watched: Watched): void {
    clearInterval(watched.timer);
    watched.throttle.stop();
    if (this.#watched.get(environmentId) === watched) this.#watched.delete(environmentId);
  }

  async #refresh(environmentId: string, watched: Watched): Promise<void> {
    const now = () => this.#context.clock.monotonic();
    try {
      const rows = await this.#nodes.told(environmentId);
      Object.assign(watched, { rows, readAt: now() });
    } catch {
      // What was read last grows old: at last nobody knows what the other nodes' SDKs do.
    }
    const passed = now() - watched.readAt;
    const rows = watched.rows.map((row) => ({ ...row, age: row.age + passed, silence: row.silence + passed }));
    const epoch = await this.#epochOf(environmentId).catch(() => undefined);
    if (epoch !== undefined) watched.elsewhere = rows.length === 0 ? NOWHERE : this.#put(rows, epoch);
    for (const listener of watched.listeners) listener();
  }

  #put(rows: Told[], epoch: string): Elsewhere {
    const { clock, timings, log } = this.#context;
    const { nodeSilent: silent, nodeGone: gone } = timings;
    return readTold(rows, { epoch, wall: clock.wall(), silent, gone, log });
  }

  /** The one that SDKs of ours are served, when there are any. */
  async #epochOf(environmentId: string): Promise<string> {
    return this.#context.hub.peek(environmentId)?.environment.entry.epoch ?? this.#epoch();
  }
}
