import type { Configured } from "../change-record.ts";
import type { OnDamage } from "../damage.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { promised } from "../promised.ts";
import { StorageError } from "../storage-error.ts";
import { createAppend } from "./append.ts";
import type { Connection } from "./database.ts";
import { toStorageError } from "./failure.ts";
import type { Written } from "./grouped-writes.ts";
import { createReads } from "./reads.ts";
import { createWrites } from "./writes.ts";

/** One change of the port on the write connection. The caller sees to it that there is one at a time, and commits it. */
export function createChange(db: Connection, name: string, onDamage: OnDamage) {
  const reads = createReads(db, onDamage);
  const writesFor = createWrites(db);
  const append = createAppend(db);

  return async <T>(
    author: Author,
    work: (tx: Transaction) => Promise<Outcome<T>>,
  ): Promise<Written<{ committed: Committed<T>; hints: Hint[] }>> => {
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

    try {
      const { result, change } = await work(tx);
      isOpen = false;
      const changes = change === undefined ? [] : [change].flat();
      if (changes.length === 0) return { result: { committed: { result }, hints: [] }, isKept: false };
      const { id, versions } = append(author, changes, configured);
      const hints = [...versions].map(([environmentId, version]) => ({ environmentId, version }));
      return { result: { committed: { result, change: { id, versions } }, hints }, isKept: true };
    } finally {
      isOpen = false;
    }
  };
}
