import { close, fdatasync, open } from "node:fs";
import { promisify } from "node:util";

const [openFile, syncData, closeFile] = [promisify(open), promisify(fdatasync), promisify(close)];

/** Puts what was committed on the disk, on a thread of its own: the event loop goes on meanwhile. */
export interface DiskSync {
  /** Resolves when everything that is in the write-ahead log is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param file of the database, which stays open as long as this: SQLite keeps one write-ahead log for that time. It takes no
 *   locks on the log, so that opening and closing it here does no harm (closing the database's own file would drop them).
 */
export function createDiskSync(file: string): DiskSync {
  let log: Promise<number> | undefined;
  return {
    async sync() {
      log ??= openFile(`${file}-wal`, "r+");
      await syncData(await log);
    },
    async close() {
      // Once: the number could be another file's by then.
      const opened = log;
      log = undefined;
      if (opened) await closeFile(await opened);
    },
  };
}

/** Of a database that nothing outlives. */
export const NO_SYNC: DiskSync = { sync: async () => {}, close: async () => {} };
