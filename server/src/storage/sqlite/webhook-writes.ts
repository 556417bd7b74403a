import { triggers, webhookCursor, webhookDeliveries, webhooks } from "@switchyard/migrations/sqlite";
import { and, desc, eq, ne, sql } from "drizzle-orm";
import { assignments, everyColumn, excluded } from "../columns.ts";
import type { Transaction } from "../port.ts";
import type { Sync } from "../promised.ts";
import { fromDelivery, fromHealth, fromTrigger, fromWebhook } from "../rows/webhook-rows.ts";
import { StorageError } from "../storage-error.ts";
import type { Triggers } from "../triggers.ts";
import type { NewDelivery, WebhookHealth, Webhooks } from "../webhooks.ts";
import type { Connection } from "./database.ts";
import { createLeases } from "./leases.ts";
import type { TriggerReads, WebhookReads } from "./webhook-reads.ts";

export type WebhookWrites = Omit<Webhooks, keyof WebhookReads>;
export type TriggerWrites = Omit<Triggers, keyof TriggerReads>;
type RowWrites = Sync<Pick<Transaction, "putWebhook" | "deleteWebhook" | "insertTrigger" | "revokeTrigger">>;

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
    .prepare();
  const begin = db
    .update(webhooks)
    .set({ failures: 0, failingSince: null, pausedUntil: 0 })
    .where(and(hasId, eq(webhooks.enabled, 0)))
    .prepare();
  const removeDeliveries = db
    .delete(webhookDeliveries)
    .where(eq(webhookDeliveries.webhookId, sql.placeholder("id")))
    .prepare();
  const remove = db.delete(webhooks).where(hasId).prepare();
  const insertTrigger = db.insert(triggers).values(everyColumn(triggers)).prepare();
  const revokeTrigger = db
    .update(triggers)
    .set({ revokedAt: sql`coalesce(${triggers.revokedAt}, ${sql.placeholder("at")})` })
    .where(eq(triggers.id, sql.placeholder("id")))
    .prepare();
  return {
    putWebhook(webhook) {
      if (webhook.enabled) begin.run({ id: webhook.id });
      put.run(fromWebhook(webhook));
    },
    deleteWebhook(id) {
      removeDeliveries.run({ id });
      if (!(remove.run({ id }).changes > 0)) throw new StorageError("refused", `There is no webhook with the id ${id}`);
    },
    insertTrigger: (trigger, sha256) => void insertTrigger.run(fromTrigger(trigger, sha256)),
    revokeTrigger(id, at) {
      if (!(revokeTrigger.run({ id, at }).changes > 0))
        throw new StorageError("refused", `There is no trigger with the id ${id}`);
    },
  };
}

/** Those of what is sent. */
export function createDeliveryWrites(db: Connection): Sync<WebhookWrites> {
  const leases = createLeases(db);
  const insert = db.insert(webhookDeliveries).values(everyColumn(webhookDeliveries)).onConflictDoNothing().prepare();
  const setCursor = db
    .insert(webhookCursor)
    .values({ name: "log", changeId: sql.placeholder("changeId") })
    .onConflictDoUpdate({ target: webhookCursor.name, set: { changeId: sql`excluded.change_id` } })
    .prepare();
  const noteCheckpoint = db
    .update(webhooks)
    .set({ checkpointAt: sql`${sql.placeholder("at")}`, checkpointChange: sql`${sql.placeholder("changeId")}` })
    .where(eq(webhooks.id, sql.placeholder("webhookId")))
    .prepare();
  const isDelivery = and(
    eq(webhookDeliveries.id, sql.placeholder("id")),
    eq(webhookDeliveries.webhookId, sql.placeholder("webhookId")),
  );
  const update = db
    .update(webhookDeliveries)
    .set(assignments(webhookDeliveries, "id", "webhookId", "kind", "changeId", "createdAt"))
    .where(isDelivery)
    .prepare();
  const noteHealth = db
    .update(webhooks)
    .set({
      failures: sql`${sql.placeholder("failures")}`,
      failingSince: sql`${sql.placeholder("failingSince")}`,
      pausedUntil: sql`${sql.placeholder("pausedUntil")}`,
      deliveredAt: sql`${sql.placeholder("deliveredAt")}`,
    })
    .where(eq(webhooks.id, sql.placeholder("id")))
    .prepare();
  const again = db
    .update(webhookDeliveries)
    .set({ state: "pending", attempts: 0, nextAt: sql`${sql.placeholder("at")}`, finishedAt: null })
    .where(isDelivery)
    .prepare();
  const abandon = db
    .update(webhookDeliveries)
    .set({
      state: "failed",
      error: sql`${sql.placeholder("error")}`,
      finishedAt: sql`${sql.placeholder("at")}`,
    })
    .where(and(eq(webhookDeliveries.webhookId, sql.placeholder("webhookId")), eq(webhookDeliveries.state, "pending")))
    .prepare();
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
    .prepare();

  const toRow = (delivery: NewDelivery) =>
    fromDelivery({ ...delivery, state: "pending", attempts: 0, nextAt: delivery.createdAt });

  return {
    enqueue({ name, fence }, { cursor, deliveries, checkpoints = [] }) {
      if (leases.fence(name) !== fence) return false;
      for (const delivery of deliveries) insert.run(toRow(delivery));
      for (const checkpoint of checkpoints) noteCheckpoint.run(checkpoint);
      if (cursor !== undefined) setCursor.run({ changeId: cursor });
      return true;
    },
    addDelivery: (delivery) => void insert.run(toRow(delivery)),
    settle({ name, fence }, delivery, health) {
      if (leases.fence(name) !== fence) return false;
      update.run(fromDelivery(delivery));
      noteHealth.run({ ...fromHealth(health), id: delivery.webhookId });
      return true;
    },
    redeliver: (webhookId, id, at) => again.run({ webhookId, id, at }).changes > 0,
    abandon: (webhookId, error, at) => void abandon.run({ webhookId, error, at }),
    pruneDeliveries: (webhookId, keep) => void prune.run({ webhookId, keep }),
  };
}

export function createTriggerWrites(db: Connection): Sync<TriggerWrites> {
  const note = db
    .update(triggers)
    .set({ lastUsedAt: sql`${sql.placeholder("at")}`, lastAlert: sql`${sql.placeholder("alert")}` })
    .where(eq(triggers.id, sql.placeholder("id")))
    .prepare();
  return { noteTriggered: (id, at, alert) => void note.run({ id, at, alert }) };
}
