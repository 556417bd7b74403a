import type { PoolClient } from "pg";
import { GENESIS_HASH } from "../hash-chain.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { StorageError } from "../storage-error.ts";
import type { LastChange } from "./append.ts";
import type { WriteSession } from "./session.ts";

/**
 * The whole database's changes run one after another, on however many nodes: whoever holds this row is the one. The end of the log is
 * read by a statement of its own, which sees what was committed while the one before it waited.
 */
const TAKE_TURN = `begin;
  select 1 from meta where name = 'epoch' for update;
  select id, hash from changes order by id desc limit 1`;

/** Waits for the turn, which the end of the transaction gives back. @returns the end of the change log */
export async function takeTurn(client: PoolClient): Promise<LastChange> {
  const [, turn, last] = [await client.query(TAKE_TURN)].flat();
  if (!turn?.rowCount) throw new StorageError("damaged", "The database has lost its epoch (table meta)");
  const row = last?.rows[0];
  return row ? { id: Number(row.id), hash: String(row.hash) } : { id: 0, hash: GENESIS_HASH };
}

export interface Ran<T> {
  committed: Committed<T>;
  hints: Hint[];
  /** The end of the log, with this; absent when nothing is to be written. */
  last?: LastChange;
}

/** One transaction of the port, within one that has begun and that somebody else ends. */
export async function runChange<T>(
  session: WriteSession,
  last: LastChange,
  author: Author,
  work: (tx: Transaction) => Promise<Outcome<T>>,
): Promise<Ran<T>> {
  const { tx, configured, end } = session.begin();
  try {
    const { result, change } = await work(tx);
    end();
    const changes = change === undefined ? [] : [change].flat();
    if (changes.length === 0) return { committed: { result }, hints: [] };
    const appended = await session.append(author, changes, configured, last);
    const { versions } = appended;
    const hints = [...versions].map(([environmentId, version]) => ({ environmentId, version }));
    return { committed: { result, change: { id: appended.last.id, versions } }, hints, last: appended.last };
  } finally {
    end();
  }
}
