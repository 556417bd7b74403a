import type { PoolClient } from "pg";
import { GENESIS_HASH } from "../hash-chain.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { StorageError } from "../storage-error.ts";
import type { LastChange } from "./append.ts";
import type { WriteSession } from "./session.ts";

/** The whole database's changes run one after another, on however many nodes: whoever holds this row is the one. */
const TURN = { name: "switchyard_turn", text: "select 1 from meta where name = 'epoch' for update" };
/** A statement of its own, which sees what was committed while the one before it waited. */
const END = { name: "switchyard_end", text: "select id, hash from changes order by id desc limit 1" };

/** Waits for the turn, which the end of the transaction gives back. @returns the end of the change log */
export async function takeTurn(client: PoolClient): Promise<LastChange> {
  const [, turn, last] = await Promise.all([client.query("begin"), client.query(TURN), client.query(END)]);
  if (!turn.rowCount) throw new StorageError("damaged", "The database has lost its epoch (table meta)");
  const [row] = last.rows;
  return row ? { id: Number(row.id), hash: String(row.hash) } : { id: 0, hash: GENESIS_HASH };
}

export interface Ran<T> {
  committed: Committed<T>;
  hints: Hint[];
  /** The end of the log, with this; absent when nothing is to be written. */
  last?: LastChange;
}

/**
 * One transaction of the port, within one that has begun and that somebody else ends.
 *
 * @param end of the log, with which comes the turn. Until then the work reads, on the same connection and so nothing from before it,
 *   and its writes wait: without a transaction they would stay
 */
export async function runChange<T>(
  session: WriteSession,
  end: LastChange | Promise<LastChange>,
  author: Author,
  work: (tx: Transaction) => Promise<Outcome<T>>,
): Promise<Ran<T>> {
  const opened = session.begin(end);
  try {
    const { result, change } = await toItsEnd(opened, work);
    const changes = change === undefined ? [] : [change].flat();
    if (changes.length === 0) {
      await session.unanswered.answered();
      return { committed: { result }, hints: [] };
    }
    const { last, versions } = await session.append(author, changes, opened.configured, await end);
    await session.unanswered.answered();
    const hints = [...versions].map(([environmentId, version]) => ({ environmentId, version }));
    return { committed: { result, change: { id: last.id, versions } }, hints, last };
  } catch (error) {
    // What was not waited for comes first: with it all else failed.
    await session.unanswered.answered();
    throw error;
  }
}

async function toItsEnd<T>(
  opened: ReturnType<WriteSession["begin"]>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await work(opened.tx);
  } finally {
    await opened.end();
  }
}
