import { randomUUID } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import { notFound, requireProject } from "../projects/find.ts";
import type { Storage } from "../storage/port.ts";
import type { Delivery, Webhook } from "../storage/webhooks.ts";
import { requireWebhook } from "./find.ts";

/** Messages that may wait when somebody asks for one more. */
export const MAX_WAITING = 1_000;

/**
 * Has a test message sent. Its delivery tells what came of it.
 *
 * @throws SwitchyardError NOT_FOUND, INVALID_REQUEST when the webhook is disabled, LIMIT_REACHED
 */
export async function sendTest(storage: Storage, where: { project: string; id: string }): Promise<Delivery> {
  const webhook = await requireReady(storage, where);
  const id = `msg_${randomUUID().replaceAll("-", "")}`;
  await storage.webhooking.addDelivery({ id, webhookId: webhook.id, kind: "test", createdAt: Date.now() });
  return requireDelivery(storage, webhook, id);
}

/**
 * Has a message sent again, with the id that it had: a receiver that has it already can tell.
 *
 * @throws SwitchyardError NOT_FOUND, INVALID_REQUEST when the webhook is disabled, LIMIT_REACHED
 */
export async function sendAgain(
  storage: Storage,
  where: { project: string; id: string; delivery: string },
): Promise<Delivery> {
  const webhook = await requireReady(storage, where);
  await requireDelivery(storage, webhook, where.delivery);
  await storage.webhooking.redeliver(webhook.id, where.delivery, Date.now());
  return requireDelivery(storage, webhook, where.delivery);
}

async function requireReady(storage: Storage, where: { project: string; id: string }): Promise<Webhook> {
  const project = await requireProject(storage, where.project);
  const webhook = await requireWebhook(storage, project, where.id);
  if (!webhook.enabled) {
    throw new SwitchyardError("INVALID_REQUEST", `Webhook ${webhook.name} is disabled: enable it first`);
  }
  if ((await storage.webhooking.countPending(webhook.id)) >= MAX_WAITING) {
    throw new SwitchyardError("LIMIT_REACHED", `${MAX_WAITING} messages wait for webhook ${webhook.name} already`);
  }
  return webhook;
}

async function requireDelivery(storage: Storage, webhook: Webhook, id: string): Promise<Delivery> {
  const delivery = await storage.webhooking.delivery(webhook.id, id);
  if (delivery === undefined) throw notFound("delivery", id, `webhook ${webhook.name}`);
  return delivery;
}
