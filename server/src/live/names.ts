import type { Storage } from "../storage/port.ts";

export interface Place {
  project: string;
  environment: string;
}

/** The keys that people know an environment by. Neither ever changes. */
export class Names {
  readonly #storage: Storage;
  readonly #places = new Map<string, Place>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async of(environmentId: string): Promise<Place | undefined> {
    if (!this.#places.has(environmentId)) await this.#read();
    return this.#places.get(environmentId);
  }

  async #read(): Promise<void> {
    const projects = new Map((await this.#storage.projects()).map(({ id, key }) => [id, key]));
    for (const { id, projectId, key } of await this.#storage.allEnvironments()) {
      const project = projects.get(projectId);
      if (project !== undefined) this.#places.set(id, { project, environment: key });
    }
  }
}
