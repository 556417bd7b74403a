import type { Hint } from "../../storage/port.ts";
import { type EnvironmentContext, LiveEnvironment } from "./live-environment.ts";

/** The environments that somebody has asked for, each loaded once. */
export class SnapshotCache {
  readonly #context: EnvironmentContext;
  readonly #loads = new Map<string, Promise<LiveEnvironment>>();
  readonly #loaded = new Map<string, LiveEnvironment>();
  /** Hints that came while their environment was loading. */
  readonly #early = new Map<string, { version: number; at: number }>();
  #turn = 0;

  constructor(context: EnvironmentContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#loaded.size;
  }

  get snapshotBytes(): number {
    return [...this.#loaded.values()].reduce((sum, { entry }) => sum + entry.snapshotBytes, 0);
  }

  /** The environment, when it is loaded. */
  peek(id: string): LiveEnvironment | undefined {
    return this.#loaded.get(id);
  }

  /** @throws what the storage throws when the environment isn't loaded yet and can't be; the next call tries again */
  get(id: string): Promise<LiveEnvironment> {
    const known = this.#loads.get(id);
    if (known) return known;
    const load = this.#load(id);
    this.#loads.set(id, load);
    return load;
  }

  /** A version was heard of; environments that nobody has asked for stay unloaded. */
  hear({ environmentId, version }: Hint, at: number): void {
    const environment = this.#loaded.get(environmentId);
    if (environment) environment.hear(version, at);
    else if (this.#loads.has(environmentId)) this.#early.set(environmentId, { version, at });
  }

  /** The versions of all environments were read. Each time one environment is looked at closely, in turn: its version may be another one than is served. */
  read(versions: readonly Hint[], at: number): void {
    for (const hint of versions) {
      const environment = this.#loaded.get(hint.environmentId);
      if (environment) environment.read(hint.version, at);
      else this.hear(hint, at);
    }
    const loaded = [...this.#loaded.values()];
    const environment = loaded[this.#turn++ % loaded.length];
    void environment?.refresh();
  }

  /** Whoever is of another epoch reads everything again. */
  hearEpoch(epoch: string): void {
    for (const environment of this.#loaded.values()) {
      if (environment.entry.epoch !== epoch) void environment.refresh();
    }
  }

  async #load(id: string): Promise<LiveEnvironment> {
    try {
      const environment = await LiveEnvironment.load(id, this.#context);
      this.#loaded.set(id, environment);
      const early = this.#early.get(id);
      if (early) environment.hear(early.version, early.at);
      return environment;
    } catch (error) {
      this.#loads.delete(id);
      throw error;
    } finally {
      this.#early.delete(id);
    }
  }
}
