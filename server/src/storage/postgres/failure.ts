import pg from "pg";
import { StorageError, type StorageErrorCode } from "../storage-error.ts";

// The codes are PostgreSQL's own: https://www.postgresql.org/docs/current/errcodes-appendix.html

const CODES: [prefix: string, code: StorageErrorCode, meaning: string][] = [
  ["28", "setting", "it refuses the user or the password"],
  ["3D000", "setting", "there is no database of this name; make it, or correct the name"],
  ["42501", "setting", "the user lacks a permission; it must own its schema"],
  ["3F000", "setting", "the user has no schema to make tables in"],
  ["25006", "unavailable", "it is read-only, as a standby is"],
  ["08", "unavailable", "the connection was lost"],
  ["53100", "unavailable", "its disk is full"],
  ["53", "unavailable", "it is out of connections or memory"],
  ["55P03", "locked", "it is locked by another process for too long"],
  ["40", "locked", "another process was quicker; try again"],
  ["57", "unavailable", "it is starting, ending, or cancelled the work"],
  ["25P03", "unavailable", "it ended a transaction that said nothing for too long"],
  ["58", "unavailable", "its system reports an input/output error"],
  ["XX001", "damaged", "it is damaged; restore it from a backup"],
  ["XX002", "damaged", "an index is damaged; run REINDEX"],
];

const NETWORK = /^(E[A-Z]+)$/;
/** What the driver says without a code. */
const LOST = /terminat|timeout|timed out|not queryable|closed|Connection|connecting/i;

/**
 * What the driver throws as one line that names the database and the cause; what others throw as it is.
 * The line never carries values: they may be secrets.
 */
export function toStorageError(thrown: unknown, name: string): unknown {
  const error = thrown instanceof Error && isOfQuery(thrown) ? thrown.cause : thrown;
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  const sentence = (meaning: string) => `Database ${name}: ${meaning}`;
  const code = "code" in error ? String(error.code) : "";
  if (error instanceof pg.DatabaseError) {
    const { constraint, table } = error;
    // A rule of the tables by its name only; the rest would hold values.
    if (code.startsWith("23")) {
      return new StorageError(
        "refused",
        `${nameOfRule(code)} failed: ${table ?? "table"} (${constraint ?? code})`,
        error,
      );
    }
    if (code.startsWith("22")) return new StorageError("refused", `A value can't be stored (${code})`, error);
    const known = CODES.find(([prefix]) => code.startsWith(prefix));
    const [, kind, meaning] = known ?? ["", "damaged" as const, error.message];
    return new StorageError(kind, sentence(`${meaning} (${code})`), error);
  }
  if (NETWORK.test(code)) return new StorageError("unavailable", sentence(`it can't be reached (${code})`), error);
  if (LOST.test(error.message)) return new StorageError("unavailable", sentence("it does not answer"), error);
  return error;
}

const nameOfRule = (code: string) =>
  code === "23505" ? "UNIQUE constraint" : code === "23503" ? "FOREIGN KEY constraint" : "Constraint";

/** drizzle wraps what the driver throws in an error whose message holds the statement's values. */
const isOfQuery = (error: Error): boolean =>
  error.name === "DrizzleQueryError" || error.message.startsWith("Failed query");
