import { randomUUID } from "node:crypto";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { ClientBase } from "pg";
import { migrationsFolder } from "../migrations-folder.ts";
import { StorageError } from "../storage-error.ts";

/** drizzle's own table, so that its tools understand the database. */
const APPLIED = "__drizzle_migrations";
/** Of nodes that start at once, one migrates and the others wait. Any number, but always the same one. */
const LOCK = 7_309_482;

/**
 * Brings the tables to this server's state, all of it or nothing.
 *
 * @throws StorageError "newer" when a newer server has changed the tables, "damaged" when they are another program's
 */
export async function migrate(client: ClientBase, name: string): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder: migrationsFolder("postgres") });
  const newest = migrations.at(-1)?.folderMillis ?? 0;
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
    await requireOurs(client, name);
    await client.query(
      `create table if not exists ${APPLIED} (id serial primary key, hash text not null, created_at bigint)`,
    );
    const { rows } = await client.query(`select max(created_at) as applied from ${APPLIED}`);
    const applied = Number(rows[0]?.applied ?? 0);
    if (applied > newest) {
      throw new StorageError(
        "newer",
        `Database ${name}: a newer Switchyard has used it (its tables are of ${time(applied)}, this server knows those of ${time(newest)}); start that version or a later one`,
      );
    }
    for (const migration of migrations.filter(({ folderMillis }) => folderMillis > applied)) {
      for (const statement of migration.sql) await client.query(statement);
      await client.query(`insert into ${APPLIED} (hash, created_at) values ($1, $2)`, [
        migration.hash,
        migration.folderMillis,
      ]);
    }
    await client.query("insert into meta (name, value) values ('epoch', $1) on conflict do nothing", [randomUUID()]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

const time = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19);

async function requireOurs(client: ClientBase, name: string): Promise<void> {
  const { rows } = await client.query("select tablename from pg_tables where schemaname = current_schema()");
  const tables = rows.map(({ tablename }) => String(tablename));
  if (tables.length > 0 && !tables.includes(APPLIED)) {
    throw new StorageError("damaged", `Database ${name}: it belongs to another program (it has a table ${tables[0]})`);
  }
}
