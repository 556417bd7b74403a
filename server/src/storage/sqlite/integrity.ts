import type BetterSqlite3 from "better-sqlite3";
import { StorageError } from "../storage-error.ts";

/**
 * A whole check reads the whole file: half a second for this many bytes on a busy machine. With four times as many, 200,000
 * changes made opening take six times as long as of an empty database.
 */
const WHOLE_CHECK_BYTES = 64 * 1024 * 1024;

/** The tables that only grow. They make big files big, and no evaluation depends on them. */
const GROWING = new Set(["changes", "environment_versions"]);

/**
 * Looks for damage in the file before anyone relies on it. Small databases are checked wholly; of big ones every table
 * but the log.
 *
 * @throws StorageError "damaged"
 */
export function checkIntegrity(sqlite: BetterSqlite3.Database, name: string): void {
  const bytes =
    Number(sqlite.pragma("page_count", { simple: true })) * Number(sqlite.pragma("page_size", { simple: true }));
  const checks =
    bytes <= WHOLE_CHECK_BYTES ? ["quick_check(1)"] : tables(sqlite).map((table) => `quick_check('${table}')`);
  for (const check of checks) {
    const verdict = sqlite.pragma(check, { simple: true });
    if (verdict === "ok") continue;
    const [firstLine] = String(verdict)
      .replace(/^\*\*\*.*\*\*\*\n/, "")
      .split("\n");
    throw new StorageError("damaged", `Database ${name}: it is damaged; restore it from a backup (${firstLine})`);
  }
}

function tables(sqlite: BetterSqlite3.Database): string[] {
  const names = sqlite.prepare("select name from sqlite_schema where type = 'table'").pluck().all().map(String);
  return names.filter((table) => /^\w+$/.test(table) && !GROWING.has(table));
}
