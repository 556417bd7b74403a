import type { PoolClient } from "pg";
import type { Configured } from "../change-record.ts";
import { GENESIS_HASH } from "../hash-chain.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { StorageError } from "../storage-error.ts";
import type { LastChange } from "./append.ts";
import { toStorageError } from "./failure.ts";
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
  { name, last }: { name: string; last: LastChange },
  author: Author,
  work: (tx: Transaction) => Promise<Outcome<T>>,
): Promise<Ran<T>> {
  const configured: Configured = new Map();
  const writes = session.writes((environmentId, flagId) => {
    configured.set(environmentId, (configured.get(environmentId) ?? new Set()).add(flagId));
  });
  let isOpen = true;
  const tx = guarded<Transaction>({ ...session.reads, ...writes }, async (run) => {
    // Else what was forgotten to await would be written by itself, or into the next transaction.
    if (!isOpen) throw new StorageError("refused", "A transaction was used after its end; await all that it does");
    try {
      return await run();
    } catch (error) {
      throw toStorageError(error, name);
    }
  });

  try {
    const { result, change } = await work(tx);
    isOpen = false;
    const changes = change === undefined ? [] : [change].flat();
    if (changes.length === 0) return { committed: { result }, hints: [] };
    const appended = await session.append(author, changes, configured, last);
    const { versions } = appended;
    const hints = [...versions].map(([environmentId, version]) => ({ environmentId, version }));
    return { committed: { result, change: { id: appended.last.id, versions } }, hints, last: appended.last };
  } finally {
    isOpen = false;
  }
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** The same methods, each through `call`. */
function guarded<T extends object>(methods: T, call: (run: () => Promise<unknown>) => Promise<unknown>): T {
  const guard = ([name, method]: [string, Method]) =>
    [name, (...args: unknown[]) => call(() => method(...args))] as const;
  return Object.fromEntries(Object.entries(methods as Record<string, Method>).map(guard)) as T;
}
