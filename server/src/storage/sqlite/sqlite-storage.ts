import { createCommitListeners } from "../commit-listeners.ts";
import { type OnDamage, reportOnce } from "../damage.ts";
import type { Reads, Storage } from "../port.ts";
import { promised } from "../promised.ts";
import { StorageError } from "../storage-error.ts";
import { createWriteQueue } from "../write-queue.ts";
import { createAccounts } from "./accounts.ts";
import { createChange } from "./change.ts";
import type { Connection } from "./database.ts";
import { toStorageError } from "./failure.ts";
import { createLeases } from "./leases.ts";
import { createReads } from "./reads.ts";
import { createRenewEpoch } from "./renew-epoch.ts";
import { createStoreReads, createStoreWrites, type StoreReads, type StoreWrites } from "./rollouts.ts";
import { begin, rollback } from "./transaction.ts";
import { createUsageCounts } from "./usage.ts";
import { createTriggering, createWebhooking } from "./webhooking.ts";

interface Parts {
  /** How messages call the database. */
  name: string;
  /** Writes, transaction after transaction. */
  writer: Connection;
  /** Reads, and so never sees what is not committed. */
  reader: Connection;
  close(): void;
  onDamage: OnDamage;
  onListenerError: (error: unknown) => void;
}

export function createSqliteStorage(parts: Parts): Storage {
  const { name, writer, reader } = parts;
  const onDamage = reportOnce(parts.onDamage);
  const listeners = createCommitListeners(parts.onListenerError);
  const queue = createWriteQueue();
  const change = createChange(writer, name, onDamage);
  const renewEpoch = createRenewEpoch(writer);
  const leases = createLeases(writer);

  async function translated<T>(run: () => T | Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw toStorageError(error, name);
    }
  }

  function read(run: () => unknown): Promise<unknown> {
    return translated(() => {
      if (!reader.$client.open) throw new StorageError("unavailable", `Database ${name}: it is closed`);
      return run();
    });
  }

  function write<T>(run: () => T): Promise<T> {
    const transaction = async () => {
      await begin(writer.$client);
      try {
        const result = run();
        writer.$client.exec("COMMIT");
        return result;
      } finally {
        rollback(writer.$client);
      }
    };
    return queue.run(() => translated(transaction));
  }

  return {
    ...promised<Reads>(createReads(reader, onDamage), read),
    accounts: createAccounts(reader, writer, { onDamage, read, write }),
    usage: createUsageCounts(reader, writer, { onDamage, read, write }),
    rolloutStore: {
      ...promised<StoreReads>(createStoreReads(reader, onDamage), read),
      ...promised<StoreWrites>(createStoreWrites(writer), write),
    },
    webhooking: createWebhooking(reader, writer, { onDamage, read, write }),
    triggering: createTriggering(reader, writer, { onDamage, read, write }),
    async change(author, work) {
      // Told before the next change begins, so that listeners hear of versions in their order.
      const { committed } = await queue.run(
        () => translated(() => change(author, work)),
        ({ hints }) => listeners.tell(hints),
      );
      return committed;
    },
    renewEpoch: (environmentId, have) => write(() => renewEpoch(environmentId, have)),
    async lease(name, holder, ttlMs) {
      const fence = await write(() => leases.take(name, holder, ttlMs));
      return fence === undefined ? undefined : { name, fence };
    },
    onCommit: listeners.add,
    async close() {
      await queue.close();
      parts.close();
    },
  };
}
