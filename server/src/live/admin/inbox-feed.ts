import type { LiveEvent } from "../../api.ts";
import type { Storage } from "../../storage/port.ts";
import type { Log } from "../environment/log.ts";
import type { PlaceIds } from "../names.ts";

type Inbox = Extract<LiveEvent, { type: "inbox" }>;
type Listener = (event: Inbox, projectId: PlaceIds["projectId"]) => void;

const PAGE = 200;

/** What may change somebody's inbox: the beginnings of these actions. */
const CONCERNS = ["request.", "schedule.", "review.", "glass.", "rollout.", "policy."];

/**
 * Tells that it is worth looking into the inbox again, from the change log, which all nodes share: requests and schedules raise
 * no version, so that no hint tells of them. Only while somebody listens.
 */
export class InboxFeed {
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #intervalMs: number;
  readonly #listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | undefined;
  #readUntil: number | undefined;

  constructor(storage: Storage, log: Log, intervalMs: number) {
    this.#storage = storage;
    this.#log = log;
    this.#intervalMs = intervalMs;
  }

  /** Returns the way to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) this.#schedule(0);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#readUntil = undefined;
  }

  #schedule(ms: number): void {
    const timer = setTimeout(() => {
      this.#look()
        .catch((error: unknown) => this.#log.warn({ err: error }, "news of inboxes could not be told to the admin UI"))
        .finally(() => {
          // Else somebody stopped it, or began it anew, in the meantime.
          if (this.#timer === timer) this.#schedule(this.#intervalMs);
        });
    }, ms).unref();
    this.#timer = timer;
  }

  async #look(): Promise<void> {
    const projects = await this.#storage.projects();
    if (this.#readUntil === undefined) {
      let newest = 0;
      for (const { id } of projects) {
        newest = Math.max(newest, (await this.#storage.changes({ projectId: id, limit: 1 }))[0]?.id ?? 0);
      }
      this.#readUntil = newest;
      return;
    }
    const concerned = new Set<string>();
    for (;;) {
      const page = await this.#storage.changeLog(this.#readUntil, PAGE);
      for (const { id, action, projectId } of page) {
        this.#readUntil = id;
        if (projectId !== undefined && CONCERNS.some((one) => action.startsWith(one))) concerned.add(projectId);
      }
      if (page.length < PAGE) break;
    }
    for (const { id, key } of projects) {
      if (!concerned.has(id)) continue;
      for (const listener of this.#listeners) listener({ type: "inbox", project: key }, id);
    }
  }
}
