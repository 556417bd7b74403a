import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { folderUntilEnd } from "../../test-leftovers.ts";
import type { Subject } from "../conformance/given.case.ts";
import { openStorage } from "../open.ts";

/** A SQLite file in a temporary folder. */
export async function openSqliteSubject(): Promise<Subject> {
  const { path: folder, remove } = folderUntilEnd("switchyard-storage-");
  const file = join(folder, "switchyard.db");
  const damage: string[] = [];
  const listenerErrors: unknown[] = [];
  const open = () =>
    openStorage(`file:${file}`, {
      onDamage: (message) => damage.push(message),
      onListenerError: (error) => listenerErrors.push(error),
    });
  let storage = await open();
  return {
    storage,
    damage,
    listenerErrors,
    async reopen() {
      await storage.close();
      storage = await open();
      return storage;
    },
    async execute(sql) {
      const sqlite = new BetterSqlite3(file);
      try {
        sqlite.exec(sql);
      } finally {
        sqlite.close();
      }
    },
    async dispose() {
      await storage.close();
      remove();
    },
  };
}
