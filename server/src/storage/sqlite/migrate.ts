import { randomUUID } from "node:crypto";
import type BetterSqlite3 from "better-sqlite3";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrationsFolder } from "../migrations-folder.ts";
import { StorageError } from "../storage-error.ts";

/** drizzle's own table, so that its tools understand the database. */
const APPLIED = "__drizzle_migrations";

/**
 * Brings the tables to this server's state, all of it or nothing. Not drizzle's migrator, which looks at what is applied
 * before it takes the lock: of two servers that start at once on a new file, one would fail.
 *
 * @throws StorageError "newer" when a newer server has changed the tables
 */
export function migrate(sqlite: BetterSqlite3.Database, name: string): void {
  const migrations = readMigrationFiles({ migrationsFolder: migrationsFolder("sqlite") });
  const newest = migrations.at(-1)?.folderMillis ?? 0;
  sqlite
    .transaction(() => {
      requireOurs(sqlite, name);
      sqlite.exec(
        `CREATE TABLE IF NOT EXISTS ${APPLIED} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`,
      );
      const applied = Number(sqlite.prepare(`SELECT max(created_at) FROM ${APPLIED}`).pluck().get() ?? 0);
      if (applied > newest) {
        throw new StorageError(
          "newer",
          `Database ${name}: a newer Switchyard has used it (its tables are of ${time(applied)}, this server knows those of ${time(newest)}); start that version or a later one`,
        );
      }
      const pending = migrations.filter(({ folderMillis }) => folderMillis > applied);
      for (const migration of pending) {
        for (const statement of migration.sql) sqlite.exec(statement);
        sqlite
          .prepare(`INSERT INTO ${APPLIED} (hash, created_at) VALUES (?, ?)`)
          .run(migration.hash, migration.folderMillis);
      }
      if (pending.length > 0) requireReferences(sqlite, name);
      sqlite.prepare("INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING").run(randomUUID());
    })
    .immediate();
}

const time = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19);

function requireOurs(sqlite: BetterSqlite3.Database, name: string): void {
  const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  if (tables.length > 0 && !tables.includes(APPLIED)) {
    throw new StorageError("damaged", `Database ${name}: it belongs to another program (it has a table ${tables[0]})`);
  }
}

/** Foreign keys are off while migrations run, so what they promise is checked once afterwards. */
function requireReferences(sqlite: BetterSqlite3.Database, name: string): void {
  const broken = sqlite.prepare('SELECT "table" FROM pragma_foreign_key_check LIMIT 1').pluck().get();
  if (broken !== undefined) {
    throw new StorageError("damaged", `Database ${name}: rows of table ${broken} refer to rows that are gone`);
  }
}
