import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import type { ChangeRecord } from "./port.ts";

/** The `previousHash` of the first change. */
export const GENESIS_HASH = "0".repeat(64);

/**
 * The hash of one row of the change log, in lower-case hexadecimal:
 *
 *     sha256( utf8( previousHash + canonicalJson(row) ) )
 *
 * where `row` has exactly these members, absent ones left out: `id` (integer, 1 for the first change and one more for
 * each), `at` (milliseconds since 1970), `action`, `actor` (`{ kind, id, name }`), `reason`, `projectId`,
 * `environmentId`, `flag`, `segment`, `before`, `after` (any JSON), `versions` (environment id to the version that the
 * change gave it). `previousHash` is the hash of the row before, or 64 zeros for the first row. See canonical-json.ts
 * for the text.
 */
export const hashChange = (record: Omit<ChangeRecord, "hash">): string => hash("sha256", textOf(record), "hex");

/**
 * Of a record whose versions are empty what is hashed up to them: by its name they are the last member. After their object
 * comes the row's end, a `}`.
 */
export const hashedBeforeVersions = (draft: ChangeRecord): string => textOf(draft).slice(0, -"{}}".length);

function textOf(record: Omit<ChangeRecord, "hash">): string {
  const { id, at, action, actor, reason, projectId, environmentId, flag, segment, before, after, versions } = record;
  const row = {
    id,
    at,
    action,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    reason,
    projectId,
    environmentId,
    flag,
    segment,
    before,
    after,
    versions,
  };
  // Absent members are undefined here, which canonicalJson leaves out.
  return record.previousHash + canonicalJson(row);
}

function isHashed(record: ChangeRecord): boolean {
  try {
    return record.hash === hashChange(record);
  } catch {
    // It holds what JSON can't carry, and so nothing that was ever hashed.
    return false;
  }
}

export type ChainVerdict =
  | { intact: true; count: number; last: ChainEnd }
  | { intact: false; count: number; id: number; problem: string };

/** Where a chain ends. Kept somewhere else, it is the checkpoint that shows a cut tail. */
export interface ChainEnd {
  id: number;
  hash: string;
}

/**
 * Walks the change log, oldest first, and finds the first row that was edited, deleted, inserted or moved.
 * A tail that was cut off leaves an intact chain: compare `last` with a checkpoint kept elsewhere.
 *
 * @param records rows in the order of their ids, from the one after `from`
 * @param from where to begin: the end of the part that is verified already
 */
export async function verifyChain(
  records: Iterable<ChangeRecord> | AsyncIterable<ChangeRecord>,
  from: ChainEnd = { id: 0, hash: GENESIS_HASH },
): Promise<ChainVerdict> {
  let last = from;
  let count = 0;
  for await (const record of records) {
    const broken = (problem: string): ChainVerdict => ({ intact: false, count, id: record.id, problem });
    if (record.id !== last.id + 1) return broken(`expected change ${last.id + 1}, found change ${record.id}`);
    if (record.previousHash !== last.hash) {
      return broken(`change ${record.id} does not follow from the row before it: its previousHash is another one`);
    }
    if (!isHashed(record)) return broken(`change ${record.id} was edited: its hash does not match`);
    last = { id: record.id, hash: record.hash };
    count += 1;
  }
  return { intact: true, count, last };
}
