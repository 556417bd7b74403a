import type { PoolClient } from "pg";
import { z } from "zod";
import { type Configured, merge, requireHeard, toDraft, toRow } from "../change-record.ts";
import { hashedBeforeVersions } from "../hash-chain.ts";
import type { Author, Change, ChangeRecord } from "../port.ts";
import { StorageError } from "../storage-error.ts";

/** The end of the change log. */
export type LastChange = Pick<ChangeRecord, "id" | "hash">;

export interface Appended {
  last: LastChange;
  versions: ReadonlyMap<string, number>;
}

// One statement for a change, whatever it touches: each is a way to the database and back, and until the commit no other
// change can begin. Plain SQL, since drizzle has no words for writes within `with`. Lists come in as arrays, of which the
// planner assumes ten entries: so it walks down the indexes. The versions, which are known only here, are the last that is hashed.

const APPEND = `with raised as (
    update environments set version = version + 1
    where id in (select unnest($1::text[]))
    returning id, version, project_id
  ), touched as (
    update configurations set version = raised.version, updated_at = $8::bigint
    from raised, unnest($5::text[], $6::text[]) as named (environment_id, key), flags
    where named.environment_id = raised.id and flags.project_id = raised.project_id and flags.key = named.key
      and configurations.flag_id = flags.id and configurations.environment_id = raised.id
    returning configurations.environment_id, configurations.flag_id
  ), affected as (
    select * from raised join unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
      as named (id, quoted, flags, segments, place) using (id)
  ), numbered as (
    select '{' || coalesce(string_agg(quoted || ':' || version, ',' order by place), '') || '}' as versions from affected
  ), logged as (
    insert into changes (id, at, action, actor_kind, actor_id, actor_name, reason, project_id, environment_id, flag, segment,
      before, after, previous_hash, versions, hash)
    select $7::bigint, $8::bigint, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, versions,
      encode(sha256(convert_to($21::text || versions || '}', 'UTF8')), 'hex') from numbered
    returning hash
  ), noted as (
    insert into environment_versions (change_id, environment_id, version, flags, segments)
    select $7::bigint, id, version, flags, segments from affected
  )
  select logged.hash, raised.id, raised.version, (select json_agg(flag_id) from touched where environment_id = id) as flags
  from logged left join raised on true`;

const appendedRow = z.object({
  hash: z.string(),
  id: z.string().nullable(),
  version: z.coerce.number(),
  flags: z
    .array(z.string())
    .nullable()
    .transform((flags) => flags ?? []),
});

/** What makes a transaction's row writes changes: versions, the touched flags, and for each a row of the log. */
export function createAppend(client: PoolClient) {
  async function appendOne(author: Author, change: Change, configured: Configured, last: LastChange) {
    const affected = merge(change.affects).sort(([a], [b]) => (a < b ? -1 : 1));
    const ids = affected.map(([environmentId]) => environmentId);
    const named = affected.flatMap(([environmentId, { flags }]) => [...flags].map((key) => [environmentId, key]));
    const draft = toDraft(author, change, { id: last.id + 1, at: Date.now(), previousHash: last.hash });
    const row = toRow(draft);
    const { rows } = await client.query({
      name: "switchyard_append",
      text: APPEND,
      values: [
        ids,
        ids.map((id) => JSON.stringify(id)),
        affected.map(([, { flags }]) => JSON.stringify([...flags])),
        affected.map(([, { segments }]) => JSON.stringify([...segments])),
        named.map(([environmentId]) => environmentId),
        named.map(([, key]) => key),
        row.id,
        row.at,
        row.action,
        row.actorKind,
        row.actorId,
        row.actorName,
        row.reason,
        row.projectId,
        row.environmentId,
        row.flag,
        row.segment,
        row.before,
        row.after,
        row.previousHash,
        hashedBeforeVersions(draft),
      ],
    });
    const versions = new Map<string, number>();
    let hash = "";
    for (const raised of rows) {
      const { id, version, flags, ...logged } = appendedRow.parse(raised);
      hash = logged.hash;
      if (id === null) continue;
      versions.set(id, version);
      for (const flagId of flags) configured.get(id)?.delete(flagId);
    }
    for (const id of ids) {
      if (versions.has(id)) continue;
      throw new StorageError("refused", `Change ${change.action} affects an environment that is not there: ${id}`);
    }
    return { last: { id: draft.id, hash }, versions };
  }

  /** @param last what is the end of the log: the caller holds the turn, so nobody else appends */
  return async (
    author: Author,
    changes: readonly Change[],
    configured: Configured,
    last: LastChange,
  ): Promise<Appended> => {
    const versions = new Map<string, number>();
    let end = last;
    for (const change of changes) {
      const appended = await appendOne(author, change, configured, end);
      end = appended.last;
      for (const [environmentId, version] of appended.versions) versions.set(environmentId, version);
    }
    requireHeard(changes, configured);
    return { last: end, versions };
  };
}
