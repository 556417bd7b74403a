import type { Configured } from "../change-record.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { StorageError } from "../storage-error.ts";
import { toStorageError } from "./failure.ts";
import type { WriteSession } from "./session.ts";
import type { Lent } from "./sessions.ts";

/** The whole database's changes run one after another, on however many nodes: whoever holds this row is the one. */
const TAKE_TURN = "select 1 from meta where name = 'epoch' for update";

/** Waits for this change's turn; at the end of the transaction the next one has it. */
export async function beginChange({ client }: Lent<WriteSession>): Promise<void> {
  await client.query("begin");
  const { rowCount } = await client.query(TAKE_TURN);
  if (rowCount === 0) throw new StorageError("damaged", "The database has lost its epoch (table meta)");
}

/** One transaction of the port, which has begun. `tell` gets its hints before it is committed, within it. */
export async function runChange<T>(
  { client, session }: Lent<WriteSession>,
  { name, tell }: { name: string; tell(client: Lent<WriteSession>["client"], hints: Hint[]): Promise<void> },
  author: Author,
  work: (tx: Transaction) => Promise<Outcome<T>>,
): Promise<{ committed: Committed<T>; hints: Hint[] }> {
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
    const { id, versions } = await session.append(author, changes, configured);
    const hints = [...versions].map(([environmentId, version]) => ({ environmentId, version }));
    await tell(client, hints);
    await client.query("commit");
    return { committed: { result, change: { id, versions } }, hints };
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
