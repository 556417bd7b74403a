import { randomUUID } from "node:crypto";
import type BetterSqlite3 from "better-sqlite3";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { LAST_RELEASE, OLDEST_TABLES, requireKnown, requireSame } from "../known-tables.ts";
import { migrationsFolder } from "../migrations-folder.ts";
import { StorageError } from "../storage-error.ts";

/** drizzle's own table, so that its tools understand the database. */
const APPLIED = "__drizzle_migrations";

/**
 * Brings the tables to this server's state, all of it or nothing. Not drizzle's migrator, which looks at what is applied
 * before it takes the lock: of two servers that start at once on a new file, one would fail.
 *
 * @throws StorageError "newer" when a newer server has changed the tables, and not only added to them
 */
export function migrate(sqlite: BetterSqlite3.Database, name: string): void {
  const migrations = known();
  sqlite
    .transaction(() => {
      requireOurs(sqlite, name);
      sqlite.exec(
        `CREATE TABLE IF NOT EXISTS ${APPLIED} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`,
      );
      const applied = lastApplied(sqlite);
      if (applied > newest(migrations)) requireKnown(name, { applied, newest: newest(migrations) }, oldest(sqlite));
      const pending = migrations.filter(({ folderMillis }) => folderMillis > applied);
      for (const migration of pending) {
        for (const statement of migration.sql) sqlite.exec(statement);
        sqlite
          .prepare(`INSERT INTO ${APPLIED} (hash, created_at) VALUES (?, ?)`)
          .run(migration.hash, migration.folderMillis);
      }
      if (pending.length > 0) requireReferences(sqlite, name);
      sqlite.prepare("INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING").run(randomUUID());
      sqlite
        .prepare(
          `INSERT INTO meta (name, value) VALUES ('${OLDEST_TABLES}', ?) ON CONFLICT (name) DO UPDATE
           SET value = excluded.value WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)`,
        )
        .run(String(migrations[LAST_RELEASE.sqlite]?.folderMillis));
    })
    .immediate();
}

/**
 * Before anything of the file is changed.
 *
 * @throws StorageError when it is another program's, or "newer" when it is not for this server
 */
export function requireUsable(sqlite: BetterSqlite3.Database, name: string): void {
  requireOurs(sqlite, name);
  if (tables(sqlite).length === 0) return;
  const [applied, last] = [lastApplied(sqlite), newest(known())];
  if (applied > last) requireKnown(name, { applied, newest: last }, oldest(sqlite));
}

/**
 * For whoever reads the database and leaves it as it is.
 *
 * @throws StorageError when its tables are not those of this server
 */
export function requireMigrated(sqlite: BetterSqlite3.Database, name: string): void {
  requireOurs(sqlite, name);
  const isEmpty = tables(sqlite).length === 0;
  requireSame(name, { applied: isEmpty ? 0 : lastApplied(sqlite), newest: newest(known()) });
}

const known = () => readMigrationFiles({ migrationsFolder: migrationsFolder("sqlite") });
const newest = (migrations: { folderMillis: number }[]) => migrations.at(-1)?.folderMillis ?? 0;
const lastApplied = (sqlite: BetterSqlite3.Database) =>
  Number(sqlite.prepare(`SELECT max(created_at) FROM ${APPLIED}`).pluck().get() ?? 0);
const oldest = (sqlite: BetterSqlite3.Database) =>
  sqlite.prepare(`SELECT value FROM meta WHERE name = '${OLDEST_TABLES}'`).pluck().get();
const tables = (sqlite: BetterSqlite3.Database) =>
  sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();

function requireOurs(sqlite: BetterSqlite3.Database, name: string): void {
  const names = tables(sqlite);
  if (names.length > 0 && !names.includes(APPLIED)) {
    throw new StorageError("damaged", `Database ${name}: it belongs to another program (it has a table ${names[0]})`);
  }
}

/** Foreign keys are off while migrations run, so what they promise is checked once afterwards. */
function requireReferences(sqlite: BetterSqlite3.Database, name: string): void {
  const broken = sqlite.prepare('SELECT "table" FROM pragma_foreign_key_check LIMIT 1').pluck().get();
  if (broken !== undefined) {
    throw new StorageError("damaged", `Database ${name}: rows of table ${broken} refer to rows that are gone`);
  }
}
