import { randomUUID } from "node:crypto";
import { readMigrationFiles } from "drizzle-orm/migrator";
import pg, { type ClientBase } from "pg";
import { LAST_RELEASE, OLDEST_TABLES, requireKnown, requireSame } from "../known-tables.ts";
import { migrationsFolder } from "../migrations-folder.ts";
import { StorageError } from "../storage-error.ts";

/** drizzle's own table, so that its tools understand the database. */
const APPLIED = "__drizzle_migrations";
/** Of nodes that start at once, one migrates and the others wait. Any number, but always the same one. */
const LOCK = 7_309_482;
/**
 * How long a migration waits for a table that somebody reads, as a backup does for all of its time: whoever comes after it waits
 * behind it, on nodes that are at work, too. It is tried again like a database that can't be reached.
 */
const LOCK_MS = 200;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Brings the tables to this server's state, all of it or nothing.
 *
 * @throws StorageError "newer" when a newer server has changed the tables, and not only added to them, "damaged" when they are
 *   another program's, "locked" when somebody reads for long what must change
 */
export async function migrate(client: ClientBase, name: string): Promise<void> {
  const migrations = known();
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
    await client.query(`set local lock_timeout = ${LOCK_MS}`);
    await requireOurs(client, name);
    await client.query(
      `create table if not exists ${APPLIED} (id serial primary key, hash text not null, created_at bigint)`,
    );
    const applied = await lastApplied(client);
    if (applied > newest(migrations)) {
      requireKnown(name, { applied, newest: newest(migrations) }, await oldest(client));
    }
    for (const migration of migrations.filter(({ folderMillis }) => folderMillis > applied)) {
      for (const statement of migration.sql) await client.query(statement);
      await client.query(`insert into ${APPLIED} (hash, created_at) values ($1, $2)`, [
        migration.hash,
        migration.folderMillis,
      ]);
    }
    await client.query("insert into meta (name, value) values ('epoch', $1) on conflict do nothing", [randomUUID()]);
    await client.query(
      `insert into meta as had (name, value) values ('${OLDEST_TABLES}', $1) on conflict (name) do update
       set value = excluded.value where had.value::bigint < excluded.value::bigint`,
      [String(migrations[LAST_RELEASE.postgres]?.folderMillis)],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    if (!(error instanceof pg.DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error;
    throw new StorageError(
      "locked",
      `Database ${name}: its tables can't be brought up to date while another process reads them for long, as a backup does; it is tried again every second`,
      error,
    );
  }
}

/**
 * For whoever reads the database and leaves it as it is.
 *
 * @throws StorageError when its tables are not those of this server
 */
export async function requireMigrated(client: ClientBase, name: string): Promise<void> {
  const isEmpty = (await requireOurs(client, name)).length === 0;
  requireSame(name, { applied: isEmpty ? 0 : await lastApplied(client), newest: newest(known()) });
}

const known = () => readMigrationFiles({ migrationsFolder: migrationsFolder("postgres") });
const newest = (migrations: { folderMillis: number }[]) => migrations.at(-1)?.folderMillis ?? 0;

async function lastApplied(client: ClientBase): Promise<number> {
  const { rows } = await client.query(`select max(created_at) as applied from ${APPLIED}`);
  return Number(rows[0]?.applied ?? 0);
}

async function oldest(client: ClientBase): Promise<unknown> {
  const { rows } = await client.query("select value from meta where name = $1", [OLDEST_TABLES]);
  return rows[0]?.value;
}

/** @returns the tables that there are */
async function requireOurs(client: ClientBase, name: string): Promise<string[]> {
  const { rows } = await client.query("select tablename from pg_tables where schemaname = current_schema()");
  const tables = rows.map(({ tablename }) => String(tablename));
  if (tables.length > 0 && !tables.includes(APPLIED)) {
    throw new StorageError("damaged", `Database ${name}: it belongs to another program (it has a table ${tables[0]})`);
  }
  return tables;
}
