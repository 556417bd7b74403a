import type { Storage } from "../port.ts";
import { connect, inspectFile, openFile } from "./connect.ts";
import { createDiskSync, NO_SYNC } from "./disk-sync.ts";
import { toOpenError } from "./failure.ts";
import { checkIntegrity } from "./integrity.ts";
import { type Location, prepareLocation } from "./location.ts";
import { migrate, requireUsable } from "./migrate.ts";
import { createSqliteStorage } from "./sqlite-storage.ts";

/**
 * The storage port on SQLite.
 *
 * @param url `file:<path>` or `file::memory:`
 * @throws StorageError
 */
export function openSqlite(
  url: string,
  options: { onDamage: (message: string) => void; onListenerError: (error: unknown) => void },
): Storage {
  const opened: { close(): void }[] = [];
  let name = url.slice("file:".length);
  const open = (location: Location) => {
    const sqlite = openFile(location);
    opened.unshift(sqlite);
    return sqlite;
  };
  const close = () => {
    for (const resource of opened) resource.close();
  };
  try {
    const location = prepareLocation(url);
    opened.unshift({ close: location.remove });
    name = location.name;

    inspectFile(location, (sqlite) => {
      requireUsable(sqlite, name);
      checkIntegrity(sqlite, name);
    });
    const write = open(location);
    migrate(write, name);
    const writer = connect(write);
    // From here on nobody waits inside SQLite for long, which would hold up the event loop: see transaction.ts.
    write.pragma("busy_timeout = 50");
    // What a savepoint would take back is kept in memory: SQLite has a file for it, which took as long as all a change writes.
    write.pragma("temp_store = MEMORY");
    // A commit is on the disk before anyone hears of it, but not by SQLite's doing: see disk-sync.ts.
    if (!location.temporary) write.pragma("synchronous = NORMAL");
    const disk = location.temporary ? NO_SYNC : createDiskSync(location.file);

    const read = open(location);
    read.pragma("query_only = ON");
    return createSqliteStorage({ ...options, name, writer, reader: connect(read), disk, close });
  } catch (error) {
    close();
    throw toOpenError(error, name);
  }
}
