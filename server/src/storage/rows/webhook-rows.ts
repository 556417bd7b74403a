import { z } from "zod";
import type { Trigger } from "../triggers.ts";
import { type Delivery, WEBHOOK_FORMATS, type Webhook } from "../webhooks.ts";
import { checked } from "./checked.ts";
import { bit, json, optional } from "./columns.ts";

// Webhooks, what is sent to them, and triggers, as rows.

const count = z.number().int().min(0);
const strings = z.array(z.string());

const toBit = (value: boolean) => (value ? 1 : 0);

export const webhookRow: z.ZodType<Webhook> = z
  .object({
    id: z.string(),
    projectId: z.string(),
    name: z.string(),
    url: z.string(),
    format: z.enum(WEBHOOK_FORMATS),
    environments: json(strings),
    // Words of a later server match nothing here, and are kept.
    actions: json(z.array(z.custom<Webhook["actions"][number]>((value) => typeof value === "string"))),
    checkpointHours: count,
    generation: count,
    rotatedAt: optional(z.number()),
    enabled: bit,
    disabledReason: optional(z.string()),
    since: count,
    createdAt: z.number(),
    createdBy: z.string(),
    failures: count,
    failingSince: optional(z.number()),
    pausedUntil: z.number(),
    deliveredAt: optional(z.number()),
    checkpointAt: optional(z.number()),
    checkpointChange: count,
  })
  .transform(({ failures, failingSince, pausedUntil, deliveredAt, checkpointAt, checkpointChange, ...webhook }) => ({
    ...webhook,
    health: { failures, failingSince, pausedUntil, deliveredAt, checkpointAt, checkpointChange },
  }));

export const deliveryRow: z.ZodType<Delivery> = z.object({
  id: z.string(),
  webhookId: z.string(),
  kind: z.enum(["change", "checkpoint", "test"]),
  changeId: optional(count),
  state: z.enum(["pending", "delivered", "failed"]),
  attempts: count,
  nextAt: z.number(),
  createdAt: z.number(),
  finishedAt: optional(z.number()),
  status: optional(z.number().int()),
  error: optional(z.string()),
  excerpt: optional(z.string()),
  durationMs: optional(z.number()),
});

export const triggerRow: z.ZodType<Trigger> = z
  .object({
    id: z.string(),
    projectId: z.string(),
    environmentId: z.string(),
    flag: z.string(),
    name: z.string(),
    percentage: optional(json(z.number().min(0).max(100))),
    hint: z.string(),
    sha256: z.string().length(64),
    createdAt: z.number(),
    createdBy: z.string(),
    lastUsedAt: optional(z.number()),
    lastAlert: optional(z.string()),
    revokedAt: optional(z.number()),
  })
  .transform(({ sha256: _, ...trigger }) => trigger);

export const fromWebhook = ({ health, ...webhook }: Webhook) =>
  checked(webhookRow, `Webhook ${webhook.name}`, {
    ...webhook,
    environments: JSON.stringify(webhook.environments),
    actions: JSON.stringify(webhook.actions),
    rotatedAt: webhook.rotatedAt ?? null,
    enabled: toBit(webhook.enabled),
    disabledReason: webhook.disabledReason ?? null,
    ...fromHealth(health),
  });

export const fromHealth = (health: Webhook["health"]) => ({
  failures: health.failures,
  failingSince: health.failingSince ?? null,
  pausedUntil: health.pausedUntil,
  deliveredAt: health.deliveredAt ?? null,
  checkpointAt: health.checkpointAt ?? null,
  checkpointChange: health.checkpointChange,
});

export const fromDelivery = (delivery: Delivery) =>
  checked(deliveryRow, `Delivery ${delivery.id}`, {
    ...delivery,
    changeId: delivery.changeId ?? null,
    finishedAt: delivery.finishedAt ?? null,
    status: delivery.status ?? null,
    error: delivery.error ?? null,
    excerpt: delivery.excerpt ?? null,
    durationMs: delivery.durationMs ?? null,
  });

export const fromTrigger = (trigger: Trigger, sha256: string) =>
  checked(triggerRow, `Trigger ${trigger.name}`, {
    ...trigger,
    percentage: trigger.percentage === undefined ? null : JSON.stringify(trigger.percentage),
    lastUsedAt: trigger.lastUsedAt ?? null,
    lastAlert: trigger.lastAlert ?? null,
    revokedAt: trigger.revokedAt ?? null,
    sha256,
  });
