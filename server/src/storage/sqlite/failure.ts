import BetterSqlite3 from "better-sqlite3";
import { StorageError, type StorageErrorCode } from "../storage-error.ts";
import { permissionDenied, systemMeaning } from "../system-error.ts";

const SQLITE_ERRORS: [prefix: string, code: StorageErrorCode, meaning: string][] = [
  ["SQLITE_NOTADB", "damaged", "it is not a SQLite database"],
  ["SQLITE_CORRUPT", "damaged", "it is damaged; restore it from a backup"],
  ["SQLITE_BUSY", "locked", "it is locked by another process"],
  ["SQLITE_LOCKED", "locked", "it is locked by another process"],
  ["SQLITE_READONLY", "unavailable", `it can't be written: a read-only file system, or ${permissionDenied()}`],
  ["SQLITE_CANTOPEN", "unavailable", "it can't be opened: permission denied or a part of the path does not exist"],
  ["SQLITE_PERM", "unavailable", "permission denied"],
  ["SQLITE_FULL", "unavailable", "the disk is full"],
  // What a full disk says where the memory that processes share has its file.
  ["SQLITE_IOERR_SHMSIZE", "unavailable", "the disk is full, or its files may not grow"],
  ["SQLITE_IOERR", "unavailable", "the disk reports an input/output error"],
];

/**
 * What the driver throws as one line that names the database and the cause; what others throw as it is.
 * The line never carries values: they may be secrets.
 */
export function toStorageError(error: unknown, name: string): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error;
  // "UNIQUE constraint failed: flags.project_id, flags.key" names columns only.
  if (error.code.startsWith("SQLITE_CONSTRAINT")) return new StorageError("refused", error.message, error);
  const known = SQLITE_ERRORS.find(([prefix]) => error.code.startsWith(prefix));
  const [, code, meaning] = known ?? ["", "damaged" as const, error.message];
  return new StorageError(code, `Database ${name}: ${meaning} (${error.code})`, error);
}

/** The same for the moment of opening, when the file system has its say too. */
export function toOpenError(error: unknown, name: string): unknown {
  const meaning = systemMeaning(error);
  if (meaning === undefined) return toStorageError(error, name);
  return new StorageError("unavailable", `Database ${name}: ${meaning}`, error);
}

export const isBusy = (error: unknown): boolean =>
  error instanceof BetterSqlite3.SqliteError && error.code.startsWith("SQLITE_BUSY");
