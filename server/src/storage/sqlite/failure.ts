import BetterSqlite3 from "better-sqlite3";
import { StorageError, type StorageErrorCode } from "../storage-error.ts";

const SYSTEM_ERRORS = new Map([
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOTDIR", "a part of the path is a file, not a folder"],
  ["EEXIST", "a part of the path is a file, not a folder"],
  ["ENOENT", "a part of the path does not exist"],
  ["EISDIR", "it is a folder, not a file"],
  ["ENOSPC", "the disk is full"],
]);

const SQLITE_ERRORS: [prefix: string, code: StorageErrorCode, meaning: string][] = [
  ["SQLITE_NOTADB", "damaged", "it is not a SQLite database"],
  ["SQLITE_CORRUPT", "damaged", "it is damaged; restore it from a backup"],
  ["SQLITE_BUSY", "locked", "it is locked by another process"],
  ["SQLITE_LOCKED", "locked", "it is locked by another process"],
  ["SQLITE_READONLY", "unavailable", "it can't be written: permission denied or a read-only file system"],
  ["SQLITE_CANTOPEN", "unavailable", "it can't be opened: permission denied or a part of the path does not exist"],
  ["SQLITE_PERM", "unavailable", "permission denied"],
  ["SQLITE_FULL", "unavailable", "the disk is full"],
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
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const meaning = SYSTEM_ERRORS.get(code);
  if (meaning === undefined) return toStorageError(error, name);
  return new StorageError("unavailable", `Database ${name}: ${meaning} (${code})`, error);
}

export const isBusy = (error: unknown): boolean =>
  error instanceof BetterSqlite3.SqliteError && error.code.startsWith("SQLITE_BUSY");
