import { StorageError } from "../storage-error.ts";
import { openPostgresRows } from "./postgres-rows.ts";
import { openSqliteRows } from "./sqlite-rows.ts";
import type { Row, Rows } from "./tables.ts";

/** A database as rows. What is read is of one moment, also while a server writes. */
export interface RowDatabase {
  rows(): Rows;
  /** One transaction: `fill` inserts, and what it throws undoes all. Only into a database that holds nothing yet. */
  fill(fill: (insert: (table: string, rows: Row[]) => Promise<void>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param url a `SWITCHYARD_DATABASE` setting
 * @param mode `target` makes the tables where there are none
 * @throws StorageError
 */
export function openRows(url: string, mode: "source" | "target"): Promise<RowDatabase> {
  if (/^postgres(ql)?:/.test(url)) return openPostgresRows(url, mode);
  if (/^file:./.test(url) && url !== "file::memory:") return openSqliteRows(url, mode);
  throw new StorageError("setting", "A database must be given as file:<path> or postgres://…");
}
