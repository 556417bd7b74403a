import type { LiveEvent } from "../../api.ts";
import type { Hint, Storage } from "../../storage/port.ts";
import type { Log } from "../environment/log.ts";
import type { Names, PlaceIds } from "../names.ts";

type Changed = Extract<LiveEvent, { type: "changed" }>;

/** Tells of every version of every environment, in order, for as long as somebody listens. */
export class ChangeFeed {
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #names: Names;
  readonly #listeners = new Set<(event: Changed, ids: PlaceIds) => void>();
  /** The version of each environment that was told last. */
  readonly #told = new Map<string, number>();
  /** One thing after another. */
  #queue: Promise<void> = Promise.resolve();

  constructor(storage: Storage, names: Names, log: Log) {
    this.#storage = storage;
    this.#names = names;
    this.#log = log;
  }

  get isNeeded(): boolean {
    return this.#listeners.size > 0;
  }

  /** Returns the way to stop. */
  listen(listener: (event: Changed, ids: PlaceIds) => void): () => void {
    if (!this.isNeeded) this.#enqueue(() => this.#start());
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hear(hint: Hint): void {
    if (this.isNeeded) this.#enqueue(() => this.#tell(hint));
  }

  /** Where everything is now: only what comes later is told. */
  async #start(): Promise<void> {
    this.#told.clear();
    for (const { id, version } of await this.#storage.allEnvironments()) this.#told.set(id, version);
  }

  async #tell({ environmentId, version }: Hint): Promise<void> {
    // An environment that is new since.
    const told = this.#told.get(environmentId) ?? version - 1;
    if (version <= told) return;
    const found = await this.#names.of(environmentId);
    if (!found) return;
    const delta = await this.#storage.delta(environmentId, told);
    const steps = delta?.touched ?? [{ version, flags: [] }];
    for (const step of steps) {
      this.#emit({ type: "changed", ...found.place, version: step.version, flags: step.flags }, found.ids);
    }
    this.#told.set(environmentId, delta?.version ?? version);
  }

  #emit(event: Changed, ids: PlaceIds): void {
    for (const listener of this.#listeners) listener(event, ids);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(work)
      .catch((error: unknown) => this.#log.warn({ err: error }, "a change could not be told to the admin UI"));
  }
}
