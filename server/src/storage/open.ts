import { ensureDefaultProject } from "./default-project.ts";
import type { Storage } from "./port.ts";
import { readLocation } from "./postgres/location.ts";
import { createPostgresStorage } from "./postgres/postgres-storage.ts";
import { reach } from "./postgres/reach.ts";
import { openSqlite } from "./sqlite/open-sqlite.ts";
import { StorageError } from "./storage-error.ts";

export interface StorageOptions {
  /**
   * Told once of every row that can't be read and is left out, up to 250 of each kind, and then that there are more.
   * @default nobody is told
   */
  onDamage?: (message: string) => void;
  /**
   * Told of what an `onCommit` listener throws.
   * @default a warning of the process
   */
  onListenerError?: (error: unknown) => void;
}

/**
 * Opens the database of a `SWITCHYARD_DATABASE` setting, and makes it when it is absent: with tables, an epoch and the
 * project `default`.
 *
 * @param url `file:<path>`, relative to the working folder, or `file::memory:` for one that is gone when it is closed, or
 *   `postgres://…`: when that can't be reached it is tried again every second, and all calls fail as unavailable until then
 * @throws StorageError with one line that names the database and what is wrong with it
 */
export async function openStorage(url: string, options: StorageOptions = {}): Promise<Storage> {
  const { onDamage = () => {}, onListenerError = warn } = options;
  const [scheme = ""] = url.split(":", 1);
  if (scheme === "postgres" || scheme === "postgresql") {
    const storage = createPostgresStorage({ ...readLocation(url), onDamage, onListenerError });
    await reach(storage, onListenerError);
    return storage;
  }
  if (scheme !== "file" || url === "file:") {
    throw new StorageError(
      "setting",
      "The database must be given as file:<path>, such as file:./data/switchyard.db, or as postgres://…",
    );
  }
  const storage = openSqlite(url, { onDamage, onListenerError });
  try {
    await ensureDefaultProject(storage);
    return storage;
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
