import type { OnDamage } from "../damage.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { createTransactions } from "../transactions.ts";
import { createAppend } from "./append.ts";
import type { Connection } from "./database.ts";
import { toStorageError } from "./failure.ts";
import type { Written } from "./grouped-writes.ts";
import { createReads } from "./reads.ts";
import { createWrites } from "./writes.ts";

/** One change of the port on the write connection. The caller sees to it that there is one at a time, and commits it. */
export function createChange(db: Connection, name: string, onDamage: OnDamage) {
  const begin = createTransactions({ ...createReads(db, onDamage), ...createWrites(db) }, (error) =>
    toStorageError(error, name),
  );
  const { append, forget } = createAppend(db);

  const change = async <T>(
    author: Author,
    work: (tx: Transaction) => Promise<Outcome<T>>,
  ): Promise<Written<{ committed: Committed<T>; hints: Hint[] }>> => {
    const { tx, configured, end } = begin();
    try {
      const { result, change } = await work(tx);
      end();
      const changes = change === undefined ? [] : [change].flat();
      if (changes.length === 0) return { result: { committed: { result }, hints: [] }, isKept: false };
      const { id, versions } = append(author, changes, configured);
      const hints = [...versions].map(([environmentId, version]) => ({ environmentId, version }));
      return { result: { committed: { result, change: { id, versions } }, hints }, isKept: true };
    } finally {
      end();
    }
  };
  return { change, forget };
}
