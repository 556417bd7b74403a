import { StorageError } from "../storage-error.ts";
import type { Row, Rows } from "./tables.ts";

/** A database as rows. What is read is of one moment, also while a server writes. */
export interface RowDatabase {
  rows(): Rows;
  /** One transaction: `fill` inserts, and what it throws undoes all. Only into a database that holds nothing yet. */
  fill(fill: (insert: (table: string, rows: Row[]) => Promise<void>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/**
 * `meta` alone has rows in a new database.
 *
 * @throws StorageError "refused"
 */
export function requireEmpty(database: string, filled: unknown[]): void {
  const names = (filled as { name: string }[]).map(({ name }) => name).filter((name) => name !== "meta");
  if (names.length > 0) {
    throw new StorageError(
      "refused",
      `Database ${database}: the target must be an empty database, received one with rows in ${names.join(", ")}, as a server that was started on it makes them; name another`,
    );
  }
}
