import { StorageError } from "./storage-error.ts";

/**
 * The number of the last migration of each dialect that the release before has. Since then tables only grew, which
 * expand-only.test.ts sees to: servers that know the tables of this migration work on the newest ones, and start on them.
 * A contraction raises the number first.
 */
export const LAST_RELEASE = { sqlite: 5, postgres: 2 };

/** Where a database says which tables a server must know at least, as the time of their migration. */
export const OLDEST_TABLES = "oldestTables";

/** Times of migrations: of a database's last one, and of the last one that this server knows. */
interface Ages {
  applied: number;
  newest: number;
}

/**
 * Lets a server start on newer tables when they only grew since those that it knows: that is the way back from an upgrade.
 *
 * @param oldest what the database says under {@link OLDEST_TABLES}
 * @throws StorageError "newer"
 */
export function requireKnown(name: string, { applied, newest }: Ages, oldest: unknown): void {
  if (applied <= newest || newest >= Number(oldest ?? Number.POSITIVE_INFINITY)) return;
  throw new StorageError(
    "newer",
    `Database ${name}: a newer Switchyard has used it (its tables are of ${time(applied)}, this server knows those of ${time(newest)}); start that version or a later one, or restore a backup that this version made into an empty database`,
  );
}

/**
 * For whoever reads all of it and must change none of it.
 *
 * @throws StorageError "newer" or "refused"
 */
export function requireSame(name: string, { applied, newest }: Ages): void {
  if (applied === newest) return;
  const tables = applied === 0 ? "it has no tables of Switchyard" : `its tables are of ${time(applied)}`;
  throw new StorageError(
    applied > newest ? "newer" : "refused",
    `Database ${name}: ${tables}, and this version of the command copies those of ${time(newest)} only; take the newest version that a server was started with on it`,
  );
}

const time = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19);
