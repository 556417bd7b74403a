import { createCommitListeners } from "../commit-listeners.ts";
import { reportOnce } from "../damage.ts";
import type { Reads, Storage } from "../port.ts";
import { promised } from "../promised.ts";
import { type RulesetRowReads, toRuleset } from "../rows/ruleset-rows.ts";
import { StorageError } from "../storage-error.ts";
import { createAccounts } from "./accounts.ts";
import { createChange } from "./change.ts";
import type { Connection } from "./database.ts";
import type { DiskSync } from "./disk-sync.ts";
import { toStorageError } from "./failure.ts";
import { createGroupedWrites } from "./grouped-writes.ts";
import { createLeases } from "./leases.ts";
import { createReads } from "./reads.ts";
import { createRenewEpoch } from "./renew-epoch.ts";
import { createStoreReads, createStoreWrites, type StoreReads, type StoreWrites } from "./rollouts.ts";
import { createUsageCounts } from "./usage.ts";
import { createTriggering, createWebhooking } from "./webhooking.ts";

interface Parts {
  /** How messages call the database. */
  name: string;
  /** Writes, transaction after transaction. */
  writer: Connection;
  /** Reads, and so never sees what is not committed. */
  reader: Connection;
  disk: DiskSync;
  close(): void;
  onDamage: (message: string) => void;
  onListenerError: (error: unknown) => void;
}

export function createSqliteStorage(parts: Parts): Storage {
  const { name, writer, reader } = parts;
  const onDamage = reportOnce(parts.onDamage);
  const listeners = createCommitListeners(parts.onListenerError);
  const translate = (error: unknown) => toStorageError(error, name);
  const { change, forget } = createChange(writer, name, onDamage);
  const writes = createGroupedWrites(writer.$client, { translate, disk: parts.disk, forget });
  const renewEpoch = createRenewEpoch(writer);
  const leases = createLeases(writer);

  /** Not before what it could see is on the disk: a change that power takes back was never heard of. */
  async function read(run: () => unknown): Promise<unknown> {
    try {
      if (writes.isSyncing) await writes.durable();
      if (!reader.$client.open) throw new StorageError("unavailable", `Database ${name}: it is closed`);
      return run();
    } catch (error) {
      throw translate(error);
    }
  }

  const write = <T>(run: () => T): Promise<T> => writes.run(() => ({ result: run(), isKept: true }));

  const { rulesetRows, ...reads } = promised<Reads & RulesetRowReads>(createReads(reader, onDamage), read);

  return {
    ...reads,
    ruleset: async (id) => toRuleset(await rulesetRows(id), onDamage),
    accounts: createAccounts(reader, writer, { onDamage, read, write }),
    usage: createUsageCounts(reader, writer, { onDamage, read, write }),
    rolloutStore: {
      ...promised<StoreReads>(createStoreReads(reader, onDamage), read),
      ...promised<StoreWrites>(createStoreWrites(writer), write),
    },
    webhooking: createWebhooking(reader, writer, { onDamage, read, write }),
    triggering: createTriggering(reader, writer, { onDamage, read, write }),
    async change(author, work) {
      // Told before any later change, so that listeners hear of versions in their order.
      const { committed } = await writes.run(
        () => change(author, work),
        ({ hints }) => listeners.tell(hints),
      );
      return committed;
    },
    renewEpoch: (environmentId, have) => write(() => renewEpoch(environmentId, have)),
    async lease(name, holder, ttlMs) {
      const fence = await write(() => leases.take(name, holder, ttlMs));
      return fence === undefined ? undefined : { name, fence };
    },
    endLease: (lease) => write(() => leases.end(lease)),
    onCommit: listeners.add,
    async close() {
      await writes.close();
      await parts.disk.close();
      parts.close();
    },
  };
}
