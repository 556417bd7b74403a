import { REACH, type Storage, type Touched } from "../../storage/port.ts";
import type { Clock } from "../timings.ts";
import { Entry } from "./entry.ts";
import { History } from "./history.ts";
import type { Log } from "./log.ts";

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

interface Context {
  storage: Storage;
  log: Log;
  clock: Clock;
}

/**
 * One environment's newest version as this node knows it, kept up to date by reading on from where it is: one read at
 * a time, never back to an older version, and a database that fails leaves everything as it was.
 */
export class LiveEnvironment {
  readonly id: string;
  readonly #context: Context;
  readonly #listeners: ((update: Update) => void)[] = [];
  readonly #heardAt = new Map<number, number>();
  #entry: Entry;
  #history: History;
  #wanted = 0;
  #busy = false;
  #failing = false;
  #settled: Promise<void> = Promise.resolve();

  private constructor(id: string, context: Context, { entry, history }: Loaded) {
    this.id = id;
    this.#context = context;
    this.#entry = entry;
    this.#history = history;
  }

  static async load(id: string, context: Context): Promise<LiveEnvironment> {
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

  onUpdate(listener: (update: Update) => void): void {
    this.#listeners.push(listener);
  }

  /** There is this version now, heard of at `at` on the monotonic clock. */
  hear(version: number, at: number): void {
    if (version <= this.#entry.version) return;
    if (!this.#heardAt.has(version)) this.#heardAt.set(version, at);
    this.#wanted = Math.max(this.#wanted, version);
    void this.refresh();
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
        await this.#step();
      } while (this.#entry !== before && this.#wanted > this.#entry.version);
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
    const delta = await this.#context.storage.delta(this.id, this.#entry.version);
    if (delta === undefined || delta.epoch !== this.#entry.epoch) return this.#reload();
    if (delta.version <= this.#entry.version) return this.#isBack(delta.version);
    this.#history.add(delta.touched);
    const { entry, changed } = this.#entry.after(delta);
    this.#swap(entry, delta.touched, changed);
  }

  async #reload(): Promise<void> {
    const { entry, history } = await load(this.id, this.#context);
    const sameEpoch = entry.epoch === this.#entry.epoch;
    if (sameEpoch && entry.version <= this.#entry.version) return this.#isBack(entry.version);
    this.#history = history;
    if (!sameEpoch) this.#wanted = 0;
    this.#swap(entry, []);
  }

  #isBack(version: number): void {
    if (version === this.#entry.version) return;
    const at = { environment: this.id, version, serving: this.#entry.version };
    this.#context.log.error(at, "the database has an older version of the same epoch: it is not served");
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

interface Loaded {
  entry: Entry;
  history: History;
}

/** With what the log tells of the versions before, so that SDKs can resume after this server was restarted. */
async function load(id: string, { storage }: Context): Promise<Loaded> {
  const stored = await storage.ruleset(id);
  const entry = Entry.from(stored);
  const floor = Math.max(0, entry.version - REACH);
  const past = await storage.delta(id, floor);
  if (past === undefined || past.epoch !== entry.epoch) return { entry, history: new History(entry.version) };
  const history = new History(floor, past.touched);
  return { entry: past.version > entry.version ? entry.after(past).entry : entry, history };
}
