import type { Have } from "@switchyard/core";
import { REACH, type Storage, type Touched } from "../../storage/port.ts";
import type { Clock } from "../timings.ts";
import { Entry } from "./entry.ts";
import { History } from "./history.ts";
import type { Log } from "./log.ts";
import type { Setback } from "./setback.ts";
import { stampOf } from "./stamp.ts";

export interface Update {
  previous: Entry;
  entry: Entry;
  /** The versions in between; empty when the log did not reach back, or the epoch is another. */
  touched: Touched[];
  /** Flags whose answers may differ; `undefined` when that isn't known. */
  changed: string[] | undefined;
  /** When each version was committed, on the monotonic clock. */
  committedAt: ReadonlyMap<number, number>;
}

export interface EnvironmentContext {
  storage: Storage;
  log: Log;
  clock: Clock;
  setback: Pick<Setback, "lost">;
}

/**
 * One environment's newest version as this node knows it, kept up to date by reading on from where it is: one read at
 * a time, never back to an older version, and a database that fails leaves everything as it was.
 */
export class LiveEnvironment {
  readonly id: string;
  readonly #context: EnvironmentContext;
  readonly #listeners: ((update: Update) => void)[] = [];
  readonly #heardAt = new Map<number, number>();
  #entry: Entry;
  #history: History;
  #wanted = 0;
  #busy = false;
  /** What is under way may have been read before there was what somebody heard of. */
  #again = false;
  #failing = false;
  #settled: Promise<void> = Promise.resolve();

  private constructor(id: string, context: EnvironmentContext, { entry, history }: Loaded) {
    this.id = id;
    this.#context = context;
    this.#entry = entry;
    this.#history = history;
  }

  static async load(id: string, context: EnvironmentContext): Promise<LiveEnvironment> {
    return new LiveEnvironment(id, context, await load(id, context));
  }

  get entry(): Entry {
    return this.#entry;
  }

  /** A read is under way: what comes of it may be newer than {@link entry}. */
  get isReading(): boolean {
    return this.#busy;
  }

  get history(): History {
    return this.#history;
  }

  /**
   * Whether what an SDK holds, which must not be newer, is a version of this environment, made by the same change if the SDK says by which. One
   * that was lost when the database was set back is not, whatever else got its number since; nor is one that is out of reach.
   */
  isOurs({ epoch, version, stamp }: Have): boolean {
    return epoch === this.#entry.epoch && (stamp === undefined || stamp === this.#history.stamp(version));
  }

  onUpdate(listener: (update: Update) => void): void {
    this.#listeners.push(listener);
  }

  /** This version was committed, heard of at `at` on the monotonic clock. */
  hear(version: number, at: number): void {
    if (version > this.#entry.version) {
      if (!this.#heardAt.has(version)) this.#heardAt.set(version, at);
      this.#wanted = Math.max(this.#wanted, version);
    } else {
      // Late, or another change than the one that is served under this number.
      this.#again = true;
    }
    void this.refresh();
  }

  /** The database says that this is its version. */
  read(version: number, at: number): void {
    if (version !== this.#entry.version) this.hear(version, at);
  }

  /** Resolves when no read is under way. Never rejects. */
  settled(): Promise<void> {
    return this.#settled;
  }

  /** Reads on. Never rejects: what fails is logged, and asked for again by the next hint or poll. */
  refresh(): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      this.#settled = this.#refresh();
    }
    return this.#settled;
  }

  async #refresh(): Promise<void> {
    try {
      let before: Entry;
      do {
        before = this.#entry;
        this.#again = false;
        await this.#step();
      } while (this.#again || (this.#entry !== before && this.#wanted > this.#entry.version));
      if (this.#failing) this.#context.log.info({ environment: this.id }, "environment is up to date again");
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        const at = { environment: this.id, version: this.#entry.version, err: error };
        this.#context.log.warn(at, "changes could not be read, SDKs keep what they have");
      }
      this.#failing = true;
    } finally {
      // Within the same tick as the last look at #wanted: no hint falls in between.
      this.#busy = false;
    }
  }

  async #step(): Promise<void> {
    const { epoch, version, stamp } = this.#entry;
    const delta = await this.#context.storage.delta(this.id, version);
    if (delta === undefined || delta.epoch !== epoch) return this.#reload();
    // Where the log does not say what made it, nobody can tell.
    if (stamp && delta.since && stampOf(this.id, delta.since) !== stamp) return this.#beginAnew(delta.version);
    if (delta.version === version) return;
    this.#history.add(stamped(this.id, delta.touched));
    const { entry, changed } = this.#entry.after(delta, this.#history.stamp(delta.version));
    this.#swap(entry, delta.touched, changed);
  }

  async #reload(): Promise<void> {
    const { entry, history } = await load(this.id, this.#context);
    const sameEpoch = entry.epoch === this.#entry.epoch;
    if (sameEpoch && entry.version < this.#entry.version) return this.#beginAnew(entry.version);
    if (sameEpoch && entry.version === this.#entry.version) return;
    this.#history = history;
    if (!sameEpoch) this.#wanted = 0;
    this.#swap(entry, []);
  }

  /**
   * Versions only grow, and none is made twice: the database was set back while this server ran, as when a standby took over that lacked the
   * last changes. Whatever it counts on from there would be no news to who is ahead, not even a kill: everyone begins anew.
   *
   * @param version that the database has
   */
  async #beginAnew(version: number): Promise<void> {
    const { epoch, version: serving } = this.#entry;
    if (await this.#context.setback.lost(this.id, { epoch, version: version + 1 })) return this.#reload();
    // It has counted on since it was read, or another node was the first to see it: the next look shows it.
    this.#context.log.warn(
      { environment: this.id, version, serving },
      "the database has another version than was served: it is not served",
    );
  }

  #swap(entry: Entry, touched: Touched[], changed?: string[]): void {
    const previous = this.#entry;
    const committedAt = new Map(touched.map((step) => [step.version, this.#committedAt(step)]));
    this.#heardAt.clear();
    this.#entry = entry;
    for (const listener of this.#listeners) listener({ previous, entry, touched, changed, committedAt });
  }

  /** Of a version without a hint only the wall clock's time is known, maybe another machine's. */
  #committedAt({ version, at }: Touched): number {
    const { clock } = this.#context;
    return this.#heardAt.get(version) ?? clock.monotonic() - Math.max(0, clock.wall() - at);
  }
}

const stamped = (id: string, touched: Touched[]) => touched.map((step) => ({ ...step, stamp: stampOf(id, step) }));

interface Loaded {
  entry: Entry;
  history: History;
}

/** With what the log tells of the versions before, so that SDKs can resume after this server was restarted. */
async function load(id: string, { storage }: EnvironmentContext): Promise<Loaded> {
  const stored = await storage.ruleset(id);
  const floor = Math.max(0, stored.version - REACH);
  const past = await storage.delta(id, floor);
  if (past === undefined || past.epoch !== stored.epoch) {
    return { entry: Entry.from(stored), history: new History(stored.version) };
  }
  const history = new History(floor, stamped(id, past.touched));
  const entry = Entry.from(stored, history.stamp(stored.version));
  const isNewer = past.version > stored.version;
  return { entry: isNewer ? entry.after(past, history.stamp(past.version)).entry : entry, history };
}
