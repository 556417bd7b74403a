import type { Environment, Flag, FlagConfiguration, Project, Storage } from "../../storage/port.ts";
import type { FlagEntry } from "./entry.ts";
import type { FlagIndex } from "./flag-index.ts";
import { createMatcher } from "./matcher.ts";

export const SORTS = ["best", "key", "-key", "created", "-created", "updated", "-updated"] as const;
type Sort = (typeof SORTS)[number];

export interface FlagQuery {
  search: string;
  archived: "true" | "false" | "all";
  sort: Sort;
  /** From 1. */
  page: number;
  limit: number;
  me?: readonly string[] | undefined;
}

export interface FlagPage {
  flags: { flag: Flag; configurations: FlagConfiguration[] }[];
  /** How many there are on all pages. */
  total: number;
}

/**
 * One page of the flags that a search finds. What is shown is read from the database, only what is searched is kept in
 * memory; a flag whose row can't be read is left out.
 *
 * @throws SwitchyardError INVALID_REQUEST when the search can't be understood
 */
export async function findFlags(
  storage: Storage,
  index: FlagIndex,
  project: Project,
  environments: readonly Environment[],
  { search, archived, sort, page, limit, me }: FlagQuery,
): Promise<FlagPage> {
  const match = createMatcher(search, { environments, me, now: Date.now() });
  const found: { entry: FlagEntry; rank: number }[] = [];
  for (const entry of await index.entries(project)) {
    if (archived !== "all" && String(entry.archived) !== archived) continue;
    const rank = match(entry);
    if (rank !== undefined) found.push({ entry, rank });
  }
  const compare = ORDERS[sort];
  found.sort((a, b) => compare(a, b) || compareKeys(a.entry, b.entry));
  const shown = found.slice((page - 1) * limit, page * limit);
  const flags = await Promise.all(shown.map(({ entry }) => read(storage, project, entry.key)));
  return { flags: flags.flatMap((one) => one ?? []), total: found.length };
}

async function read(storage: Storage, project: Project, key: string) {
  const flag = await storage.flag(project.id, key);
  return flag && { flag, configurations: await storage.configurations(flag.id) };
}

type Order = (a: { entry: FlagEntry; rank: number }, b: { entry: FlagEntry; rank: number }) => number;

const ORDERS: Record<Sort, Order> = {
  best: (a, b) => a.rank - b.rank,
  key: () => 0,
  "-key": (a, b) => compareKeys(b.entry, a.entry),
  created: (a, b) => a.entry.createdAt - b.entry.createdAt,
  "-created": (a, b) => b.entry.createdAt - a.entry.createdAt,
  updated: (a, b) => a.entry.updatedAt - b.entry.updatedAt,
  "-updated": (a, b) => b.entry.updatedAt - a.entry.updatedAt,
};

/** Keys are ASCII: no locale is needed, and none is slower. */
const compareKeys = (a: FlagEntry, b: FlagEntry) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
