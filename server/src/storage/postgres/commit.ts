import pg, { type PoolClient, type QueryResult } from "pg";
import { StorageError } from "../storage-error.ts";

/**
 * Ends the transaction by writing it.
 *
 * @param before a statement without parameters that goes the same way, as its last
 * @throws StorageError "uncertain" when nobody can know whether it was written
 */
export async function commit(client: PoolClient, name: string, before = ""): Promise<void> {
  let answers: QueryResult | QueryResult[];
  try {
    answers = await client.query(`${before}commit`);
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw new StorageError(
      "uncertain",
      `Database ${name}: it was lost while it wrote a change, which may or may not be written`,
      error,
    );
  }
  // A transaction that has failed is ended by "commit" without an error, and nothing of it is written.
  if ([answers].flat().at(-1)?.command !== "COMMIT") {
    throw new StorageError("unavailable", `Database ${name}: it did not take the change`);
  }
}

/** Of classes in which the database itself is going, the end may come after the commit and before its answer. */
const GOING = /^(08|57P|58|XX)/;

const isRefusal = (error: unknown) => error instanceof pg.DatabaseError && !GOING.test(error.code ?? "");
