import { existsSync } from "node:fs";
import { openFile } from "../sqlite/connect.ts";
import { toOpenError } from "../sqlite/failure.ts";
import { prepareLocation } from "../sqlite/location.ts";
import { migrate } from "../sqlite/migrate.ts";
import { StorageError } from "../storage-error.ts";
import { type RowDatabase, requireEmpty } from "./row-database.ts";
import { quoted, type Row, sorted, TABLES } from "./tables.ts";

export async function openSqliteRows(url: string, mode: "source" | "target"): Promise<RowDatabase> {
  const path = url.slice("file:".length);
  if (mode === "source" && !url.startsWith("file://") && !existsSync(path)) {
    throw new StorageError("setting", `There is no database ${path}`);
  }
  const location = prepareLocation(url);
  try {
    const sqlite = openFile(location);
    migrate(sqlite, location.name);
    if (mode === "source") sqlite.exec("begin");
    return {
      async *rows() {
        for (const table of TABLES) {
          for (const row of sqlite.prepare(sorted(table)).iterate()) yield { table: table.name, row: row as Row };
        }
      },
      async fill(fill) {
        sqlite.pragma("foreign_keys = ON");
        sqlite.exec("begin immediate");
        try {
          requireEmpty(
            TABLES.flatMap(({ name }) => sqlite.prepare(`select '${name}' as name from ${name} limit 1`).all()),
          );
          sqlite.exec("delete from meta");
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
    throw toOpenError(error, location.name);
  }
}
