import { StorageError } from "../storage-error.ts";
import { openPostgresRows } from "./postgres-rows.ts";
import type { RowDatabase } from "./row-database.ts";
import { openSqliteRows } from "./sqlite-rows.ts";

/**
 * @param url a `SWITCHYARD_DATABASE` setting
 * @param mode `target` makes the tables where there are none
 * @throws StorageError
 */
export function openRows(url: string, mode: "source" | "target"): Promise<RowDatabase> {
  if (/^postgres(ql)?:/.test(url)) return openPostgresRows(url, mode);
  if (/^file:./.test(url) && url !== "file::memory:") return openSqliteRows(url, mode);
  // A password may hold whatever its owner forgot to encode: all before the last @ is left out.
  const received = JSON.stringify(url.replace(/\/\/.*@/s, "//…@"));
  throw new StorageError("setting", `A database must be given as file:<path> or postgres://…, received ${received}`);
}
