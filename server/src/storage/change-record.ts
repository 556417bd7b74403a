import { hashChange } from "./hash-chain.ts";
import type { Author, Change, ChangeRecord } from "./port.ts";
import { StorageError } from "./storage-error.ts";
import { jsonValue } from "./stored-shapes.ts";

/** Environment id to the ids of flags that were configured in it. */
export type Configured = Map<string, Set<string>>;

/** One entry per environment, even when the change names it twice. */
export function merge(affects: Change["affects"]) {
  const merged = new Map<string, { flags: Set<string>; segments: Set<string> }>();
  for (const { environmentId, flags: flagKeys = [], segments: segmentKeys = [] } of affects) {
    const entry = merged.get(environmentId) ?? { flags: new Set(), segments: new Set() };
    for (const key of flagKeys) entry.flags.add(key);
    for (const key of segmentKeys) entry.segments.add(key);
    merged.set(environmentId, entry);
  }
  return [...merged];
}

/** @throws StorageError "refused" when an SDK would never hear of a configuration that was written */
export function requireHeard(changes: readonly Change[], configured: Configured): void {
  const actions = changes.map(({ action }) => action).join(", ");
  for (const [environmentId, flagIds] of configured) {
    for (const flagId of flagIds) {
      throw new StorageError(
        "refused",
        `Change ${actions} configures flag ${flagId} in environment ${environmentId} but does not name it in affects`,
      );
    }
  }
}

type Place = Pick<ChangeRecord, "id" | "at" | "versions" | "previousHash">;

/** @throws StorageError "refused" when it holds what JSON can't carry */
export function toRecord(author: Author, change: Change, place: Place): ChangeRecord {
  const record = toDraft(author, change, place);
  record.versions = place.versions;
  record.hash = hashChange(record);
  return record;
}

/**
 * A record whose versions and hash are empty, for where only the writing tells them.
 *
 * @throws StorageError "refused" when it holds what JSON can't carry
 */
export function toDraft({ actor, reason }: Author, change: Change, place: Omit<Place, "versions">): ChangeRecord {
  for (const side of ["before", "after"] as const) {
    const { error } = jsonValue.safeParse(change[side]);
    if (error) throw new StorageError("refused", `Change ${change.action}: ${side} is ${error.issues[0]?.message}`);
  }
  // Member by member, here and in toRow: to copy objects by spreading took longer than to hash them.
  return {
    id: place.id,
    at: place.at,
    versions: {},
    previousHash: place.previousHash,
    action: change.action,
    actor: { kind: actor.kind, id: wellFormed(actor.id), name: wellFormed(actor.name) },
    reason: reason === undefined ? undefined : wellFormed(reason),
    projectId: change.projectId,
    environmentId: change.environmentId,
    flag: change.flag,
    segment: change.segment,
    before: change.before,
    after: change.after,
    hash: "",
  };
}

/**
 * A lone surrogate has no UTF-8: the database would keep another text than the one that was hashed. And PostgreSQL has
 * no text with a zero in it.
 */
const wellFormed = (text: string) =>
  text.isWellFormed() && !text.includes("\0") ? text : text.toWellFormed().replaceAll("\0", "\ufffd");

export const toRow = (record: ChangeRecord) => ({
  id: record.id,
  at: record.at,
  action: record.action,
  actorKind: record.actor.kind,
  actorId: record.actor.id,
  actorName: record.actor.name,
  reason: record.reason ?? null,
  projectId: record.projectId ?? null,
  environmentId: record.environmentId ?? null,
  flag: record.flag ?? null,
  segment: record.segment ?? null,
  before: JSON.stringify(record.before),
  after: JSON.stringify(record.after),
  versions: JSON.stringify(record.versions),
  previousHash: record.previousHash,
  hash: record.hash,
});
