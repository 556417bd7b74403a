export type StorageErrorCode =
  /** The settings name no database that this server can open. */
  | "setting"
  /** The file or its folder can't be used: permissions, a full disk, an I/O error. */
  | "unavailable"
  /** The database was lost while it wrote: what was to be written may be there or not. */
  | "uncertain"
  /** Not a database, or a damaged one. */
  | "damaged"
  /** The database was made by a newer server. */
  | "newer"
  /** Another process holds the database. */
  | "locked"
  /** What was written breaks a rule of the tables, such as a key that is taken. */
  | "refused";

/** Anything that goes wrong between a use case and its database: one line that names the database and the cause. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }

  /** Whether the same call may succeed later, unchanged. */
  get retryable(): boolean {
    return this.code === "unavailable" || this.code === "uncertain" || this.code === "locked";
  }
}

export const leaseLost = (name: string) =>
  new StorageError("refused", `Another node has taken over "${name}"; this step is not done here`);
