import { existsSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Connection } from "./database.ts";
import type { Location } from "./location.ts";

/** How long to wait for another process, which holds the database only for moments if it is well. */
export const BUSY_TIMEOUT_MS = 2000;

/** Between checkpoints, in pages of 4 KiB: rarer than the default of 1,000, which costs a second fsync every 80 changes. */
const CHECKPOINT_PAGES = 4000;
/** A backup that reads for long lets the write-ahead log grow; afterwards the disk gets back what is above this. */
const WAL_BYTES = 2 * CHECKPOINT_PAGES * 4096;

/**
 * Reads a file whose owner is not known yet, and changes nothing of it.
 *
 * @param look throws when the file is to be left alone
 */
export function inspectFile({ file }: Location, look: (sqlite: BetterSqlite3.Database) => void): void {
  // Who may write and is the last to close moves what is in a write-ahead log into the file. Where there is none, such a
  // connection leaves nothing behind, and can undo what a crash left in a rollback journal, as every reader has to.
  const sqlite = new BetterSqlite3(file, { readonly: existsSync(`${file}-wal`), timeout: BUSY_TIMEOUT_MS });
  try {
    look(sqlite);
  } finally {
    sqlite.close();
  }
}

/** For a file of which it is known that it is Switchyard's, or empty: sets what stays in it. */
export function openFile({ file, temporary }: Location): BetterSqlite3.Database {
  const sqlite = new BetterSqlite3(file, { timeout: BUSY_TIMEOUT_MS });
  sqlite.pragma("journal_mode = WAL");
  // FULL: a commit is on the disk before anyone hears of it, through a power cut too.
  sqlite.pragma(`synchronous = ${temporary ? "OFF" : "FULL"}`);
  sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  sqlite.pragma(`journal_size_limit = ${WAL_BYTES}`);
  return sqlite;
}

/** For when the tables are as they should be: migrations that rebuild a table must run without foreign keys. */
export function connect(sqlite: BetterSqlite3.Database): Connection {
  sqlite.pragma("foreign_keys = ON");
  return drizzle({ client: sqlite });
}
