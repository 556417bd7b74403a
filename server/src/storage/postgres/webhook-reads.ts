import { leases, triggers, webhookCursor, webhookDeliveries, webhooks } from "@switchyard/migrations/postgres";
import { and, asc, count, desc, eq, exists, isNull, lte, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import { createReader } from "../rows/decode.ts";
import { deliveryRow, triggerRow, webhookRow } from "../rows/webhook-rows.ts";
import type { Triggers } from "../triggers.ts";
import type { Webhooks } from "../webhooks.ts";
import { type Connection, first } from "./database.ts";

export type WebhookReads = Pick<Webhooks, "cursor" | "nextDelivery" | "deliveries" | "delivery" | "countPending">;
export type TriggerReads = Pick<Triggers, "triggerByHash">;

/** Those of the port itself: which webhooks and triggers there are. */
export function createWebhookReads(db: Connection, onDamage: OnDamage): Pick<Reads, "webhooks" | "triggers"> {
  const webhookReader = createReader("webhooks", webhookRow, onDamage);
  const triggerReader = createReader("triggers", triggerRow, onDamage);
  const order = [asc(webhooks.createdAt), asc(webhooks.id)];
  const all = db
    .select()
    .from(webhooks)
    .orderBy(...order)
    .prepare(db.statement());
  const ofProject = db
    .select()
    .from(webhooks)
    .where(eq(webhooks.projectId, sql.placeholder("projectId")))
    .orderBy(...order)
    .prepare(db.statement());
  const inEnvironment = db
    .select()
    .from(triggers)
    .where(and(eq(triggers.environmentId, sql.placeholder("environmentId")), isNull(triggers.revokedAt)))
    .orderBy(asc(triggers.flag), asc(triggers.createdAt), asc(triggers.id))
    .prepare(db.statement());
  return {
    webhooks: async (projectId) =>
      webhookReader.many(projectId === undefined ? await all.execute() : await ofProject.execute({ projectId })),
    triggers: async (environmentId) => triggerReader.many(await inEnvironment.execute({ environmentId })),
  };
}

/** Those of what is sent. */
export function createDeliveryReads(db: Connection, onDamage: OnDamage): WebhookReads {
  const reader = createReader("webhook_deliveries", deliveryRow, onDamage);
  const ofWebhook = eq(webhookDeliveries.webhookId, sql.placeholder("webhookId"));
  const isInState = eq(webhookDeliveries.state, sql.placeholder("state"));
  const cursor = db.select({ changeId: webhookCursor.changeId }).from(webhookCursor).limit(1).prepare(db.statement());
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
    .prepare(db.statement());
  const newest = [desc(webhookDeliveries.createdAt), desc(webhookDeliveries.changeId), desc(webhookDeliveries.id)];
  const all = db
    .select()
    .from(webhookDeliveries)
    .where(ofWebhook)
    .orderBy(...newest)
    .limit(sql.placeholder("limit"))
    .prepare(db.statement());
  const inState = db
    .select()
    .from(webhookDeliveries)
    .where(and(ofWebhook, isInState))
    .orderBy(...newest)
    .limit(sql.placeholder("limit"))
    .prepare(db.statement());
  const byId = db
    .select()
    .from(webhookDeliveries)
    .where(and(ofWebhook, eq(webhookDeliveries.id, sql.placeholder("id"))))
    .prepare(db.statement());
  const pending = db
    .select({ count: count() })
    .from(webhookDeliveries)
    .where(and(ofWebhook, eq(webhookDeliveries.state, "pending")))
    .prepare(db.statement());
  return {
    cursor: async () => (await first(cursor.execute()))?.changeId,
    nextDelivery: async ({ name, fence }, webhookId, now) =>
      reader.one(await first(next.execute({ lease: name, fence, webhookId, now }))),
    deliveries: async (webhookId, { state, limit }) =>
      reader.many(
        state === undefined
          ? await all.execute({ webhookId, limit })
          : await inState.execute({ webhookId, state, limit }),
      ),
    delivery: async (webhookId, id) => reader.one(await first(byId.execute({ webhookId, id }))),
    countPending: async (webhookId) => (await first(pending.execute({ webhookId })))?.count ?? 0,
  };
}

export function createTriggerReads(db: Connection, onDamage: OnDamage): TriggerReads {
  const reader = createReader("triggers", triggerRow, onDamage);
  const byHash = db
    .select()
    .from(triggers)
    .where(and(eq(triggers.sha256, sql.placeholder("sha256")), isNull(triggers.revokedAt)))
    .prepare(db.statement());
  return { triggerByHash: async (sha256) => reader.one(await first(byHash.execute({ sha256 }))) };
}
