import { setTimeout as sleep } from "node:timers/promises";
import type BetterSqlite3 from "better-sqlite3";
import { BUSY_TIMEOUT_MS } from "./connect.ts";
import { isBusy } from "./failure.ts";

const BUSY_RETRY_MS = 20;

/** Takes the write lock. Waits for another process without holding up this one's event loop. */
export async function begin(sqlite: BetterSqlite3.Database): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      sqlite.exec("BEGIN IMMEDIATE");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await sleep(BUSY_RETRY_MS);
    }
  }
}

/** Leaves no transaction behind, whatever has happened in it. After a commit there is none. */
export function rollback(sqlite: BetterSqlite3.Database): void {
  if (sqlite.inTransaction) sqlite.exec("ROLLBACK");
}
