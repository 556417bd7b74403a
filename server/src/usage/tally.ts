import { type Counted, MAX_EVENTS, MAX_UNKNOWN_FLAGS } from "../storage/usage.ts";

type Row<List extends keyof Counted> = Counted[List][number];

/**
 * So many rows wait at most, in all lists. 10,000 flags with two variants each fill a fifth; more can only come together
 * while the database is gone.
 */
const MAX_ROWS = 100_000;

/** What no name of ours can contain: core takes no control characters. */
const id = (...parts: (string | number)[]) => parts.join("\n");

/** Counts that wait to be written, added up: as many rows as there are different things, however much is counted. */
export class Tally {
  readonly #evaluations = new Map<string, Row<"evaluations">>();
  readonly #unknown = new Map<string, Row<"unknown">>();
  readonly #events = new Map<string, Row<"events">>();
  /** How many names that SDKs made up there are, by environment and kind. */
  readonly #names = new Map<string, number>();

  get size(): number {
    return this.#evaluations.size + this.#unknown.size + this.#events.size;
  }

  addEvaluations(row: Row<"evaluations">): void {
    const key = id(row.environmentId, row.flag, row.hour, row.variant ?? "");
    const known = this.#evaluations.get(key);
    if (known) add(known, row);
    else if (this.size < MAX_ROWS) this.#evaluations.set(key, { ...row });
  }

  addUnknown(row: Row<"unknown">): void {
    const key = id(row.environmentId, row.kind, row.flag);
    const known = this.#unknown.get(key);
    if (known) {
      add(known, row);
      known.app = row.app ?? known.app;
    } else if (this.#hasRoom(id("unknown", row.environmentId, row.kind), MAX_UNKNOWN_FLAGS)) {
      this.#unknown.set(key, { ...row });
    }
  }

  addEvents(row: Row<"events">): void {
    const key = id(row.environmentId, row.kind, row.hour, row.event);
    const known = this.#events.get(key);
    if (known) {
      add(known, row);
      known.sum += row.sum;
    } else if (this.#hasRoom(id("events", row.environmentId, row.kind, row.hour), MAX_EVENTS)) {
      this.#events.set(key, { ...row });
    }
  }

  /** Takes everything out. */
  drain(): Counted {
    const lists = {
      evaluations: [...this.#evaluations.values()],
      unknown: [...this.#unknown.values()],
      events: [...this.#events.values()],
    };
    for (const map of [this.#evaluations, this.#unknown, this.#events, this.#names]) map.clear();
    return lists;
  }

  /** Back from {@link drain}, on top of what came meanwhile. */
  putBack({ evaluations, unknown, events }: Counted): void {
    for (const row of evaluations) this.addEvaluations(row);
    for (const row of unknown) this.addUnknown(row);
    for (const row of events) this.addEvents(row);
  }

  #hasRoom(place: string, max: number): boolean {
    const count = this.#names.get(place) ?? 0;
    if (count >= max || this.size >= MAX_ROWS) return false;
    this.#names.set(place, count + 1);
    return true;
  }
}

function add(into: { count: number; at: number }, row: { count: number; at: number }): void {
  into.count = Math.min(into.count + row.count, Number.MAX_SAFE_INTEGER);
  into.at = Math.max(into.at, row.at);
}
