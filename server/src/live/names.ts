import type { Storage } from "../storage/port.ts";

/** By the keys that people know. */
export interface Place {
  project: string;
  environment: string;
}

/** By the ids that roles are given at. */
export interface PlaceIds {
  projectId: string;
  environmentId: string;
}

/** Whether somebody may know of a place. */
export type Sees = (ids: PlaceIds) => boolean;

/** The keys that people know an environment by. Neither ever changes. */
export class Names {
  readonly #storage: Storage;
  readonly #places = new Map<string, { place: Place; ids: PlaceIds }>();
  /** The read under way: thousands who ask at once share it. */
  #reading?: Promise<void>;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async of(environmentId: string): Promise<{ place: Place; ids: PlaceIds } | undefined> {
    // Twice: the read that is under way may have begun before the environment was there.
    for (let tries = 0; tries < 2 && !this.#places.has(environmentId); tries += 1) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#places.get(environmentId);
  }

  /**
   * For server SDKs, as `project/environment`; `undefined` while the database is away, which must keep nobody from
   * connecting. Never rejects.
   */
  async told(environmentId: string): Promise<string | undefined> {
    try {
      const found = await this.of(environmentId);
      return found && `${found.place.project}/${found.place.environment}`;
    } catch {
      return undefined;
    }
  }

  async #read(): Promise<void> {
    const projects = new Map((await this.#storage.projects()).map(({ id, key }) => [id, key]));
    for (const { id, projectId, key } of await this.#storage.allEnvironments()) {
      const project = projects.get(projectId);
      const ids = { projectId, environmentId: id };
      if (project !== undefined) this.#places.set(id, { place: { project, environment: key }, ids });
    }
  }
}
