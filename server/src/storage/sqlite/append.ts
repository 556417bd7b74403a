import { changes, configurations, environments, environmentVersions, flags } from "@switchyard/migrations/sqlite";
import { and, desc, eq, sql } from "drizzle-orm";
import { type Configured, merge, requireHeard, toRecord, toRow } from "../change-record.ts";
import { everyColumn } from "../columns.ts";
import { GENESIS_HASH } from "../hash-chain.ts";
import type { Author, Change, ChangeRecord } from "../port.ts";
import { StorageError } from "../storage-error.ts";
import type { Connection } from "./database.ts";

type LastChange = Pick<ChangeRecord, "id" | "hash">;

/** What makes a transaction's row writes changes: versions, the touched flags, and for each a row of the log. */
export function createAppend(db: Connection) {
  const raiseVersion = db
    .update(environments)
    .set({ version: sql`${environments.version} + 1` })
    .where(eq(environments.id, sql.placeholder("environmentId")))
    .returning({ version: environments.version, projectId: environments.projectId })
    .prepare();
  const touchConfiguration = db
    .update(configurations)
    .set({ version: sql`${sql.placeholder("version")}`, updatedAt: sql`${sql.placeholder("at")}` })
    .where(
      and(
        eq(configurations.environmentId, sql.placeholder("environmentId")),
        eq(
          configurations.flagId,
          sql`(select ${flags.id} from ${flags} where ${flags.projectId} = ${sql.placeholder("projectId")} and ${flags.key} = ${sql.placeholder("key")})`,
        ),
      ),
    )
    .returning({ flagId: configurations.flagId })
    .prepare();
  const readLast = db
    .select({ id: changes.id, hash: changes.hash })
    .from(changes)
    .orderBy(desc(changes.id))
    .limit(1)
    .prepare();
  const insertChange = db.insert(changes).values(everyColumn(changes)).prepare();
  const insertVersion = db.insert(environmentVersions).values(everyColumn(environmentVersions)).prepare();

  /** The end of the log, while nobody else can have moved it. */
  let known: LastChange | undefined;

  const appendOne = (author: Author, change: Change, configured: Configured): ChangeRecord => {
    const at = Date.now();
    const touched = merge(change.affects).map(([environmentId, keys]) => {
      const row = raiseVersion.get({ environmentId });
      if (row === undefined) {
        throw new StorageError(
          "refused",
          `Change ${change.action} affects an environment that is not there: ${environmentId}`,
        );
      }
      const { version, projectId } = row;
      for (const key of keys.flags) {
        const touch = touchConfiguration.get({ version, at, environmentId, projectId, key });
        if (touch !== undefined) configured.get(environmentId)?.delete(touch.flagId);
      }
      return { environmentId, version, keys };
    });
    const last = known ?? readLast.get() ?? { id: 0, hash: GENESIS_HASH };
    const record = toRecord(author, change, {
      id: last.id + 1,
      at,
      versions: Object.fromEntries(touched.map(({ environmentId, version }) => [environmentId, version])),
      previousHash: last.hash,
    });
    insertChange.run(toRow(record));
    for (const { environmentId, version, keys } of touched) {
      const [flagKeys, segmentKeys] = [JSON.stringify([...keys.flags]), JSON.stringify([...keys.segments])];
      insertVersion.run({ environmentId, version, changeId: record.id, flags: flagKeys, segments: segmentKeys });
    }
    known = record;
    return record;
  };

  return {
    append(author: Author, changes: readonly Change[], configured: Configured) {
      const records = changes.map((change) => appendOne(author, change, configured));
      requireHeard(changes, configured);
      const versions = new Map(records.flatMap((record) => Object.entries(record.versions)));
      return { id: records.at(-1)?.id ?? 0, versions };
    },
    /** The next change reads the end of the log: another process may have written, or what was written is taken back. */
    forget(): void {
      known = undefined;
    },
  };
}
