import { setImmediate } from "node:timers/promises";
import type { ChangeRecord, Project, Reads } from "../../storage/port.ts";
import { entryOf, type FlagEntry } from "./entry.ts";

/** After so many changes it is quicker to read everything again. */
const MAX_CHANGES = 500;
const PAGE = 200;
/** Between pauses in which others are served. */
const SLICE = 50;

interface Known {
  /** The change of the log up to which the entries are true. */
  upTo: number;
  entries: Map<string, FlagEntry>;
}

/**
 * What is searched: every flag of a project in short, kept true by reading from the change log what has changed since
 * it was last asked. So a search costs one small query and a walk through memory, however many flags there are, and
 * several servers on one database agree.
 */
export class FlagIndex {
  readonly #reads: Reads;
  readonly #known = new Map<string, Promise<Known>>();

  constructor(reads: Reads) {
    this.#reads = reads;
  }

  async entries(project: Project): Promise<Iterable<FlagEntry>> {
    const last = this.#known.get(project.id);
    const next = last === undefined ? this.#readAll(project) : last.then((known) => this.#update(project, known));
    this.#known.set(project.id, next);
    try {
      return (await next).entries.values();
    } catch (error) {
      if (this.#known.get(project.id) === next) this.#known.delete(project.id);
      throw error;
    }
  }

  async #readAll(project: Project): Promise<Known> {
    // The log first: what changes while the rows are read is read again next time.
    const upTo = await this.#newest(project);
    const entries = new Map<string, FlagEntry>();
    for (const [index, flag] of (await this.#reads.flags(project.id)).entries()) {
      entries.set(flag.key, entryOf(flag, await this.#reads.configurations(flag.id)));
      if (index % SLICE === SLICE - 1) await setImmediate();
    }
    return { upTo, entries };
  }

  async #update(project: Project, known: Known): Promise<Known> {
    const changed = await this.#changedSince(project, known.upTo);
    if (changed === "everything") return this.#readAll(project);
    for (const key of changed.keys) {
      const flag = await this.#reads.flag(project.id, key);
      if (flag) known.entries.set(key, entryOf(flag, await this.#reads.configurations(flag.id)));
      else known.entries.delete(key);
    }
    return { upTo: changed.upTo, entries: known.entries };
  }

  async #changedSince(project: Project, since: number) {
    const keys = new Set<string>();
    let upTo = since;
    let before: number | undefined;
    for (let seen = 0; seen < MAX_CHANGES; seen += PAGE) {
      // Most of the time there is nothing new, which one row tells.
      const limit = before === undefined ? 1 : PAGE;
      const page = await this.#reads.changes({ projectId: project.id, before, limit });
      const news = page.filter(({ id }) => id > since);
      if (news.some(changesAll)) return "everything" as const;
      for (const { flag } of news) if (flag !== undefined) keys.add(flag);
      upTo = Math.max(upTo, news[0]?.id ?? since);
      if (news.length < limit) return { upTo, keys };
      before = news.at(-1)?.id;
    }
    return "everything" as const;
  }

  async #newest(project: Project): Promise<number> {
    const [last] = await this.#reads.changes({ projectId: project.id, limit: 1 });
    return last?.id ?? 0;
  }
}

/** A new environment has a configuration of every flag. */
const changesAll = ({ action }: ChangeRecord) => action === "environment.created";
