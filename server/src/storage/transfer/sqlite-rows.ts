import { existsSync } from "node:fs";
import type BetterSqlite3 from "better-sqlite3";
import { inspectFile, openFile } from "../sqlite/connect.ts";
import { toOpenError, toStorageError } from "../sqlite/failure.ts";
import { filePathOf, prepareLocation } from "../sqlite/location.ts";
import { migrate, requireMigrated, requireUsable } from "../sqlite/migrate.ts";
import { StorageError } from "../storage-error.ts";
import { type RowDatabase, requireEmpty } from "./row-database.ts";
import { EMPTY_META, quoted, type Row, sorted, TABLES } from "./tables.ts";

export async function openSqliteRows(url: string, mode: "source" | "target"): Promise<RowDatabase> {
  const path = filePathOf(url);
  if (mode === "source" && !existsSync(path)) throw new StorageError("setting", `There is no database ${path}`);
  let opened: BetterSqlite3.Database | undefined;
  try {
    const location = prepareLocation(url);
    inspectFile(location, (sqlite) => (mode === "target" ? requireUsable : requireMigrated)(sqlite, path));
    const sqlite = openFile(location);
    opened = sqlite;
    if (mode === "target") migrate(sqlite, path);
    else {
      // Servers of another version may be at work on it.
      sqlite.pragma("query_only = ON");
      sqlite.exec("begin");
      requireMigrated(sqlite, path);
    }
    return {
      async *rows() {
        try {
          for (const table of TABLES) {
            for (const row of sqlite.prepare(sorted(table)).iterate()) yield { table: table.name, row: row as Row };
          }
        } catch (error) {
          throw toStorageError(error, path);
        }
      },
      async fill(fill) {
        sqlite.pragma("foreign_keys = ON");
        sqlite.exec("begin immediate");
        try {
          requireEmpty(
            path,
            TABLES.flatMap(({ name }) => sqlite.prepare(`select '${name}' as name from ${name} limit 1`).all()),
          );
          sqlite.exec(EMPTY_META);
          await fill(async (table, rows) => {
            for (const row of rows) {
              const columns = Object.keys(row);
              const values = columns.map(() => "?");
              sqlite
                .prepare(`insert into ${quoted(table)} (${columns.map(quoted)}) values (${values})`)
                .run(...Object.values(row));
            }
          });
          sqlite.exec("commit");
        } finally {
          if (sqlite.inTransaction) sqlite.exec("rollback");
        }
      },
      async close() {
        sqlite.close();
      },
    };
  } catch (error) {
    opened?.close();
    throw toOpenError(error, path);
  }
}
