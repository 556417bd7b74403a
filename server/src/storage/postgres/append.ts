import type { PoolClient } from "pg";
import { z } from "zod";
import { type Configured, merge, requireHeard, toRecord, toRow } from "../change-record.ts";
import type { Author, Change, ChangeRecord } from "../port.ts";
import { StorageError } from "../storage-error.ts";

/** The end of the change log. */
export type LastChange = Pick<ChangeRecord, "id" | "hash">;

export interface Appended {
  last: LastChange;
  versions: ReadonlyMap<string, number>;
}

// Two statements for a change, whatever it touches: each is a way to the database and back, and until the commit no other
// change can begin. Plain SQL, since drizzle has no words for writes within `with`. Lists come in as arrays, of which the
// planner assumes ten entries: so it walks down the indexes.

const RAISE = `with raised as (
    update environments set version = version + 1
    where id in (select unnest($1::text[]))
    returning id, version, project_id
  ), touched as (
    update configurations set version = raised.version, updated_at = $4::bigint
    from raised, unnest($2::text[], $3::text[]) as named (environment_id, key), flags
    where named.environment_id = raised.id and flags.project_id = raised.project_id and flags.key = named.key
      and configurations.flag_id = flags.id and configurations.environment_id = raised.id
    returning configurations.environment_id, configurations.flag_id
  )
  select id, version, (select json_agg(flag_id) from touched where environment_id = id) as flags from raised`;

const LOG = `with logged as (
    insert into changes (id, at, action, actor_kind, actor_id, actor_name, reason, project_id, environment_id, flag, segment,
      before, after, versions, previous_hash, hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  )
  insert into environment_versions (change_id, environment_id, version, flags, segments)
  select $1, * from unnest($17::text[], $18::bigint[], $19::text[], $20::text[])`;

const raisedRow = z.object({
  id: z.string(),
  version: z.coerce.number(),
  flags: z
    .array(z.string())
    .nullable()
    .transform((flags) => flags ?? []),
});

/** What makes a transaction's row writes changes: versions, the touched flags, and for each a row of the log. */
export function createAppend(client: PoolClient) {
  async function raise(change: Change, affected: ReturnType<typeof merge>, at: number, configured: Configured) {
    const ids = affected.map(([environmentId]) => environmentId);
    const named = affected.flatMap(([environmentId, { flags }]) => [...flags].map((key) => [environmentId, key]));
    const { rows } = await client.query({
      name: "switchyard_raise",
      text: RAISE,
      values: [ids, named.map(([environmentId]) => environmentId), named.map(([, key]) => key), at],
    });
    const versions = new Map<string, number>();
    for (const row of rows) {
      const { id, version, flags } = raisedRow.parse(row);
      versions.set(id, version);
      for (const flagId of flags) configured.get(id)?.delete(flagId);
    }
    return affected.map(([environmentId, keys]) => {
      const version = versions.get(environmentId);
      if (version !== undefined) return { environmentId, version, ...keys };
      throw new StorageError(
        "refused",
        `Change ${change.action} affects an environment that is not there: ${environmentId}`,
      );
    });
  }

  async function appendOne(author: Author, change: Change, configured: Configured, last: LastChange) {
    const at = Date.now();
    const affected = merge(change.affects);
    const touched = affected.length > 0 ? await raise(change, affected, at, configured) : [];
    const record = toRecord(author, change, {
      id: last.id + 1,
      at,
      versions: Object.fromEntries(touched.map(({ environmentId, version }) => [environmentId, version])),
      previousHash: last.hash,
    });
    const row = toRow(record);
    await client.query({
      name: "switchyard_log",
      text: LOG,
      values: [
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
        row.versions,
        row.previousHash,
        row.hash,
        touched.map(({ environmentId }) => environmentId),
        touched.map(({ version }) => version),
        touched.map(({ flags }) => JSON.stringify([...flags])),
        touched.map(({ segments }) => JSON.stringify([...segments])),
      ],
    });
    return record;
  }

  /** @param last what is the end of the log: the caller holds the turn, so nobody else appends */
  return async (
    author: Author,
    changes: readonly Change[],
    configured: Configured,
    last: LastChange,
  ): Promise<Appended> => {
    const records: ChangeRecord[] = [];
    for (const change of changes) {
      records.push(await appendOne(author, change, configured, records.at(-1) ?? last));
    }
    requireHeard(changes, configured);
    const versions = new Map(records.flatMap((record) => Object.entries(record.versions)));
    return { last: records.at(-1) ?? last, versions };
  };
}
