import type { PoolClient } from "pg";
import type { OnDamage } from "../damage.ts";
import { createTransactions } from "../transactions.ts";
import { createAccountReads, createAccountWrites } from "./accounts.ts";
import { createAppend } from "./append.ts";
import { toConnection } from "./database.ts";
import { createLeases } from "./leases.ts";
import { createNodeRows } from "./nodes.ts";
import { createReads } from "./reads.ts";
import { createRenewEpoch } from "./renew-epoch.ts";
import { createStoreReads, createStoreWrites } from "./rollouts.ts";
import { createUnanswered, type Unanswered } from "./unanswered.ts";
import { createUsageReads } from "./usage-reads.ts";
import { createUsageWrites } from "./usage-writes.ts";
import { createDeliveryReads, createTriggerReads } from "./webhook-reads.ts";
import { createDeliveryWrites, createTriggerWrites } from "./webhook-writes.ts";
import { createWrites, type RowWrites } from "./writes.ts";

/** What a connection that reads can do. */
export type ReadSession = ReturnType<typeof createReadSession>;
/** What a connection that writes can do. */
export type WriteSession = ReturnType<typeof createWriteSession>;

export function createReadSession(client: PoolClient, onDamage: OnDamage) {
  const db = toConnection(client);
  return {
    reads: createReads(db, onDamage),
    accounts: createAccountReads(db, onDamage),
    usage: createUsageReads(db, onDamage),
    rolloutStore: createStoreReads(db, onDamage),
    nodes: createNodeRows(client),
    webhooking: createDeliveryReads(db, onDamage),
    triggering: createTriggerReads(db, onDamage),
  };
}

/** @param translate driver errors as the port's */
export function createWriteSession(client: PoolClient, onDamage: OnDamage, translate: (error: unknown) => unknown) {
  const db = toConnection(client);
  const unanswered = createUnanswered();
  const underWay = new Set<Promise<unknown>>();
  let turn: unknown;
  const writes = inTurn(unwaited(createWrites(db), unanswered), () => turn, underWay);
  const begin = createTransactions({ ...createReads(db, onDamage), ...writes }, translate);
  return {
    /** @param promised settles when there is a transaction to write in */
    begin(promised: unknown) {
      turn = promised;
      const { tx, configured, end } = begin();
      return {
        tx,
        configured,
        /** Refuses more, and waits until what was asked without waiting is written: it belongs here, and to nothing that follows. */
        async end(): Promise<void> {
          end();
          await Promise.allSettled(underWay);
        },
      };
    },
    unanswered,
    append: createAppend(client),
    accounts: createAccountWrites(db),
    usage: createUsageWrites(db),
    rolloutStore: createStoreWrites(db),
    webhooking: createDeliveryWrites(db),
    triggering: createTriggerWrites(db),
    renewEpoch: createRenewEpoch(db),
    leases: createLeases(db),
    nodes: createNodeRows(client),
  };
}

/** What changes of flags write, a statement each: nobody waits for its answer before the end of the change. */
const unwaited = (writes: RowWrites, { lift }: Unanswered): RowWrites => ({
  ...writes,
  insertFlag: lift(writes.insertFlag),
  updateFlag: lift(writes.updateFlag),
  putConfiguration: lift(writes.putConfiguration),
  putSegment: lift(writes.putSegment),
});

type Write = (...args: never[]) => Promise<unknown>;

/** @param underWay those that aren't over */
function inTurn(writes: RowWrites, turn: () => unknown, underWay: Set<Promise<unknown>>): RowWrites {
  const wait =
    (write: Write): Write =>
    async (...args) => {
      const done = Promise.resolve(turn()).then(() => write(...args));
      underWay.add(done);
      try {
        return await done;
      } finally {
        underWay.delete(done);
      }
    };
  return Object.fromEntries(Object.entries<Write>(writes).map(([name, write]) => [name, wait(write)])) as RowWrites;
}
