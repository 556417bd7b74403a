import type { LiveEvent } from "../../api.ts";
import type { Log } from "../environment/log.ts";
import type { Names, PlaceIds } from "../names.ts";
import { Throttle } from "./throttle.ts";

type News = Extract<LiveEvent, { type: "news" }>;

/** Tells that it is worth asking again, at most once in a while for each environment and matter, while somebody listens. */
export class NewsFeed {
  readonly #names: Names;
  readonly #log: Log;
  readonly #intervalMs: number;
  readonly #listeners = new Set<(event: News, ids: PlaceIds) => void>();
  readonly #throttles = new Map<string, Throttle>();

  constructor(names: Names, log: Log, intervalMs: number) {
    this.#names = names;
    this.#log = log;
    this.#intervalMs = intervalMs;
  }

  /** Returns the way to stop. */
  listen(listener: (event: News, ids: PlaceIds) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hear(environmentId: string, about: News["about"]): void {
    if (this.#listeners.size === 0) return;
    const key = `${about} ${environmentId}`;
    const known = this.#throttles.get(key);
    const throttle = known ?? new Throttle(() => void this.#tell(environmentId, about), this.#intervalMs);
    if (!known) this.#throttles.set(key, throttle);
    throttle.run();
  }

  close(): void {
    for (const throttle of this.#throttles.values()) throttle.stop();
    this.#listeners.clear();
  }

  async #tell(environmentId: string, about: News["about"]): Promise<void> {
    try {
      const found = await this.#names.of(environmentId);
      if (!found) return;
      for (const listener of this.#listeners) listener({ type: "news", ...found.place, about }, found.ids);
    } catch (error) {
      this.#log.warn({ err: error }, "news could not be told to the admin UI");
    }
  }
}
