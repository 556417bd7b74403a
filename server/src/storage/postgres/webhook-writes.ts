import { triggers, webhookCursor, webhookDeliveries, webhooks } from "@switchyard/migrations/postgres";
import { and, desc, eq, ne, sql } from "drizzle-orm";
import { assignments, everyColumn, excluded } from "../columns.ts";
import type { Transaction } from "../port.ts";
import { fromDelivery, fromHealth, fromTrigger, fromWebhook } from "../rows/webhook-rows.ts";
import { StorageError } from "../storage-error.ts";
import type { Triggers } from "../triggers.ts";
import type { NewDelivery, WebhookHealth, Webhooks } from "../webhooks.ts";
import { type Connection, changed } from "./database.ts";
import { createLeases } from "./leases.ts";
import type { TriggerReads, WebhookReads } from "./webhook-reads.ts";

export type WebhookWrites = Omit<Webhooks, keyof WebhookReads>;
export type TriggerWrites = Omit<Triggers, keyof TriggerReads>;
type RowWrites = Pick<Transaction, "putWebhook" | "deleteWebhook" | "insertTrigger" | "revokeTrigger">;

const HEALTH = [
  "failures",
  "failingSince",
  "pausedUntil",
  "deliveredAt",
  "checkpointAt",
  "checkpointChange",
] as const satisfies (keyof WebhookHealth)[];

/** Those within a change: which webhooks and triggers there are. */
export function createWebhookRowWrites(db: Connection): RowWrites {
  const hasId = eq(webhooks.id, sql.placeholder("id"));
  // An edit leaves alone how sending goes; enabling it again begins anew.
  const kept = excluded(webhooks, "id", "projectId", "since", "createdAt", "createdBy", ...HEALTH);
  const put = db
    .insert(webhooks)
    .values(everyColumn(webhooks))
    .onConflictDoUpdate({ target: webhooks.id, set: kept })
    .prepare(db.statement());
  const begin = db
    .update(webhooks)
    .set({ failures: 0, failingSince: null, pausedUntil: 0 })
    .where(and(hasId, eq(webhooks.enabled, 0)))
    .prepare(db.statement());
  const removeDeliveries = db
    .delete(webhookDeliveries)
    .where(eq(webhookDeliveries.webhookId, sql.placeholder("id")))
    .prepare(db.statement());
  const remove = db.delete(webhooks).where(hasId).prepare(db.statement());
  const insertTrigger = db.insert(triggers).values(everyColumn(triggers)).prepare(db.statement());
  const revokeTrigger = db
    .update(triggers)
    .set({ revokedAt: sql`coalesce(${triggers.revokedAt}, ${sql.placeholder("at")})` })
    .where(eq(triggers.id, sql.placeholder("id")))
    .prepare(db.statement());
  return {
    async putWebhook(webhook) {
      if (webhook.enabled) await begin.execute({ id: webhook.id });
      await put.execute(fromWebhook(webhook));
    },
    async deleteWebhook(id) {
      await removeDeliveries.execute({ id });
      if (!changed(await remove.execute({ id })))
        throw new StorageError("refused", `There is no webhook with the id ${id}`);
    },
    insertTrigger: async (trigger, sha256) => void (await insertTrigger.execute(fromTrigger(trigger, sha256))),
    async revokeTrigger(id, at) {
      if (!changed(await revokeTrigger.execute({ id, at })))
        throw new StorageError("refused", `There is no trigger with the id ${id}`);
    },
  };
}

/** Those of what is sent. */
export function createDeliveryWrites(db: Connection): WebhookWrites {
  const leases = createLeases(db);
  const insert = db
    .insert(webhookDeliveries)
    .values(everyColumn(webhookDeliveries))
    .onConflictDoNothing()
    .prepare(db.statement());
  const setCursor = db
    .insert(webhookCursor)
    .values({ name: "log", changeId: sql.placeholder("changeId") })
    .onConflictDoUpdate({ target: webhookCursor.name, set: { changeId: sql`excluded.change_id` } })
    .prepare(db.statement());
  const noteCheckpoint = db
    .update(webhooks)
    .set({ checkpointAt: sql`${sql.placeholder("at")}`, checkpointChange: sql`${sql.placeholder("changeId")}` })
    .where(eq(webhooks.id, sql.placeholder("webhookId")))
    .prepare(db.statement());
  const isDelivery = and(
    eq(webhookDeliveries.id, sql.placeholder("id")),
    eq(webhookDeliveries.webhookId, sql.placeholder("webhookId")),
  );
  const update = db
    .update(webhookDeliveries)
    .set(assignments(webhookDeliveries, "id", "webhookId", "kind", "changeId", "createdAt"))
    .where(isDelivery)
    .prepare(db.statement());
  const noteHealth = db
    .update(webhooks)
    .set({
      failures: sql`${sql.placeholder("failures")}`,
      failingSince: sql`${sql.placeholder("failingSince")}`,
      pausedUntil: sql`${sql.placeholder("pausedUntil")}`,
      deliveredAt: sql`${sql.placeholder("deliveredAt")}`,
    })
    .where(eq(webhooks.id, sql.placeholder("id")))
    .prepare(db.statement());
  const again = db
    .update(webhookDeliveries)
    .set({ state: "pending", attempts: 0, nextAt: sql`${sql.placeholder("at")}`, finishedAt: null })
    .where(isDelivery)
    .prepare(db.statement());
  const abandon = db
    .update(webhookDeliveries)
    .set({
      state: "failed",
      error: sql`${sql.placeholder("error")}`,
      finishedAt: sql`${sql.placeholder("at")}`,
    })
    .where(and(eq(webhookDeliveries.webhookId, sql.placeholder("webhookId")), eq(webhookDeliveries.state, "pending")))
    .prepare(db.statement());
  const isFinished = and(
    eq(webhookDeliveries.webhookId, sql.placeholder("webhookId")),
    ne(webhookDeliveries.state, "pending"),
  );
  const beyond = db
    .select({ createdAt: webhookDeliveries.createdAt })
    .from(webhookDeliveries)
    .where(isFinished)
    .orderBy(desc(webhookDeliveries.createdAt))
    .limit(1)
    .offset(sql.placeholder("keep"));
  const prune = db
    .delete(webhookDeliveries)
    .where(and(isFinished, sql`${webhookDeliveries.createdAt} <= (${beyond})`))
    .prepare(db.statement());

  const toRow = (delivery: NewDelivery) =>
    fromDelivery({ ...delivery, state: "pending", attempts: 0, nextAt: delivery.createdAt });

  return {
    async enqueue({ name, fence }, { cursor, deliveries, checkpoints = [] }) {
      if ((await leases.fence(name)) !== fence) return false;
      for (const delivery of deliveries) await insert.execute(toRow(delivery));
      for (const checkpoint of checkpoints) await noteCheckpoint.execute(checkpoint);
      if (cursor !== undefined) await setCursor.execute({ changeId: cursor });
      return true;
    },
    addDelivery: async (delivery) => void (await insert.execute(toRow(delivery))),
    async settle({ name, fence }, delivery, health) {
      if ((await leases.fence(name)) !== fence) return false;
      await update.execute(fromDelivery(delivery));
      await noteHealth.execute({ ...fromHealth(health), id: delivery.webhookId });
      return true;
    },
    redeliver: async (webhookId, id, at) => changed(await again.execute({ webhookId, id, at })),
    abandon: async (webhookId, error, at) => void (await abandon.execute({ webhookId, error, at })),
    pruneDeliveries: async (webhookId, keep) => void (await prune.execute({ webhookId, keep })),
  };
}

export function createTriggerWrites(db: Connection): TriggerWrites {
  const note = db
    .update(triggers)
    .set({ lastUsedAt: sql`${sql.placeholder("at")}`, lastAlert: sql`${sql.placeholder("alert")}` })
    .where(eq(triggers.id, sql.placeholder("id")))
    .prepare(db.statement());
  return { noteTriggered: async (id, at, alert) => void (await note.execute({ id, at, alert })) };
}
