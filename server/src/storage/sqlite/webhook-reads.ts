import { leases, triggers, webhookCursor, webhookDeliveries, webhooks } from "@switchyard/migrations/sqlite";
import { and, asc, count, desc, eq, exists, isNull, lte, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { deliveryRow, triggerRow, webhookRow } from "../rows/webhook-rows.ts";
import type { Triggers } from "../triggers.ts";
import type { Webhooks } from "../webhooks.ts";
import type { Connection } from "./database.ts";

export type WebhookReads = Pick<Webhooks, "cursor" | "nextDelivery" | "deliveries" | "delivery" | "countPending">;
export type TriggerReads = Pick<Triggers, "triggerByHash">;

/** Those of the port itself: which webhooks and triggers there are. */
export function createWebhookReads(db: Connection, onDamage: OnDamage): Sync<Pick<Reads, "webhooks" | "triggers">> {
  const webhookReader = createReader("webhooks", webhookRow, onDamage);
  const triggerReader = createReader("triggers", triggerRow, onDamage);
  const order = [asc(webhooks.createdAt), asc(webhooks.id)];
  const all = db
    .select()
    .from(webhooks)
    .orderBy(...order)
    .prepare();
  const ofProject = db
    .select()
    .from(webhooks)
    .where(eq(webhooks.projectId, sql.placeholder("projectId")))
    .orderBy(...order)
    .prepare();
  const inEnvironment = db
    .select()
    .from(triggers)
    .where(and(eq(triggers.environmentId, sql.placeholder("environmentId")), isNull(triggers.revokedAt)))
    .orderBy(asc(triggers.flag), asc(triggers.createdAt), asc(triggers.id))
    .prepare();
  return {
    webhooks: (projectId) => webhookReader.many(projectId === undefined ? all.all() : ofProject.all({ projectId })),
    triggers: (environmentId) => triggerReader.many(inEnvironment.all({ environmentId })),
  };
}

/** Those of what is sent. */
export function createDeliveryReads(db: Connection, onDamage: OnDamage): Sync<WebhookReads> {
  const reader = createReader("webhook_deliveries", deliveryRow, onDamage);
  const ofWebhook = eq(webhookDeliveries.webhookId, sql.placeholder("webhookId"));
  const isInState = eq(webhookDeliveries.state, sql.placeholder("state"));
  const cursor = db.select({ changeId: webhookCursor.changeId }).from(webhookCursor).limit(1).prepare();
  const held = db
    .select({ fence: leases.fence })
    .from(leases)
    .where(and(eq(leases.name, sql.placeholder("lease")), eq(leases.fence, sql.placeholder("fence"))));
  const next = db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        ofWebhook,
        eq(webhookDeliveries.state, "pending"),
        lte(webhookDeliveries.nextAt, sql.placeholder("now")),
        exists(held),
      ),
    )
    .orderBy(asc(webhookDeliveries.nextAt), asc(webhookDeliveries.changeId), asc(webhookDeliveries.id))
    .limit(1)
    .prepare();
  const newest = [desc(webhookDeliveries.createdAt), desc(webhookDeliveries.changeId), desc(webhookDeliveries.id)];
  const all = db
    .select()
    .from(webhookDeliveries)
    .where(ofWebhook)
    .orderBy(...newest)
    .limit(sql.placeholder("limit"))
    .prepare();
  const inState = db
    .select()
    .from(webhookDeliveries)
    .where(and(ofWebhook, isInState))
    .orderBy(...newest)
    .limit(sql.placeholder("limit"))
    .prepare();
  const byId = db
    .select()
    .from(webhookDeliveries)
    .where(and(ofWebhook, eq(webhookDeliveries.id, sql.placeholder("id"))))
    .prepare();
  const pending = db
    .select({ count: count() })
    .from(webhookDeliveries)
    .where(and(ofWebhook, eq(webhookDeliveries.state, "pending")))
    .prepare();
  return {
    cursor: () => cursor.get()?.changeId,
    nextDelivery: ({ name, fence }, webhookId, now) => reader.one(next.get({ lease: name, fence, webhookId, now })),
    deliveries: (webhookId, { state, limit }) =>
      reader.many(state === undefined ? all.all({ webhookId, limit }) : inState.all({ webhookId, state, limit })),
    delivery: (webhookId, id) => reader.one(byId.get({ webhookId, id })),
    countPending: (webhookId) => pending.get({ webhookId })?.count ?? 0,
  };
}

export function createTriggerReads(db: Connection, onDamage: OnDamage): Sync<TriggerReads> {
  const reader = createReader("triggers", triggerRow, onDamage);
  const byHash = db
    .select()
    .from(triggers)
    .where(and(eq(triggers.sha256, sql.placeholder("sha256")), isNull(triggers.revokedAt)))
    .prepare();
  return { triggerByHash: (sha256) => reader.one(byHash.get({ sha256 })) };
}
