import type { Configured } from "../change-record.ts";
import type { OnDamage } from "../damage.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { promised } from "../promised.ts";
import { StorageError } from "../storage-error.ts";
import { createAppend } from "./append.ts";
import type { Connection } from "./database.ts";
import { toStorageError } from "./failure.ts";
import { createReads } from "./reads.ts";
import { begin, rollback } from "./transaction.ts";
import { createWrites } from "./writes.ts";

/** One transaction of the port on the write connection. The caller sees to it that there is one at a time. */
export function createChange(db: Connection, name: string, onDamage: OnDamage) {
  const sqlite = db.$client;
  const reads = createReads(db, onDamage);
  const writesFor = createWrites(db);
  const append = createAppend(db);

  return async <T>(
    author: Author,
    work: (tx: Transaction) => Promise<Outcome<T>>,
  ): Promise<{ committed: Committed<T>; hints: Hint[] }> => {
    const configured: Configured = new Map();
    const writes = writesFor((environmentId, flagId) => {
      configured.set(environmentId, (configured.get(environmentId) ?? new Set()).add(flagId));
    });
    let isOpen = true;
    const tx = promised<Transaction>({ ...reads, ...writes }, async (run) => {
      // Else what was forgotten to await would be written by itself, or into the next transaction.
      if (!isOpen) throw new StorageError("refused", "A transaction was used after its end; await all that it does");
      try {
        return run();
      } catch (error) {
        throw toStorageError(error, name);
      }
    });

    await begin(sqlite);
    try {
      const { result, change } = await work(tx);
      isOpen = false;
      const changes = change === undefined ? [] : [change].flat();
      if (changes.length === 0) {
        rollback(sqlite);
        return { committed: { result }, hints: [] };
      }
      const { id, versions } = append(author, changes, configured);
      sqlite.exec("COMMIT");
      const hints = [...versions].map(([environmentId, version]) => ({ environmentId, version }));
      return { committed: { result, change: { id, versions } }, hints };
    } finally {
      isOpen = false;
      rollback(sqlite);
    }
  };
}
