import { canonicalJson } from "../storage/canonical-json.ts";
import type { ChangeFilter, ChangeRecord, Reads } from "../storage/port.ts";

/** Rows in memory at one time: a change of a large segment has some megabytes. */
const PAGE = 50;

/**
 * A row of the change log as a line, byte for byte: whoever has it can compute its hash, and any other byte in it shows.
 * Members are those that `hashChange` names, `previousHash` and `hash`.
 */
export const lineOf = (record: ChangeRecord): string => canonicalJson(record);

/** The whole log, of all projects, oldest first: what a chain of hashes is verified on. @param after the id of a change */
export async function* wholeLog(reads: Reads, after = 0): AsyncGenerator<ChangeRecord> {
  for (let last = after; ; ) {
    const page = await reads.changeLog(last, PAGE);
    yield* page;
    const end = page.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}

/** What a filter lets through of one project's log, newest first. */
export async function* filteredLog(reads: Reads, filter: Omit<ChangeFilter, "limit">): AsyncGenerator<ChangeRecord> {
  for (let { before } = filter; ; ) {
    const page = await reads.changes({ ...filter, limit: PAGE, ...(before === undefined ? {} : { before }) });
    yield* page;
    const end = page.at(-1);
    if (end === undefined) return;
    before = end.id;
  }
}
