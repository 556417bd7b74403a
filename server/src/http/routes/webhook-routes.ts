import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { requireProject } from "../../projects/find.ts";
import type { Project, Storage } from "../../storage/port.ts";
import type { Webhook } from "../../storage/webhooks.ts";
import { requireWebhook } from "../../webhooks/find.ts";
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from "../../webhooks/save-webhook.ts";
import { sendAgain, sendTest } from "../../webhooks/send-again.ts";
import { deliveryView, webhookView } from "../../webhooks/webhook-view.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { pageSize } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import {
  deliverySchema,
  reasonSchema,
  webhookCreateSchema,
  webhookPatchSchema,
  webhookSchema,
  webhookSecretSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";

const WEBHOOKS = `${PROJECT}/webhooks` as const;
const WEBHOOK = `${WEBHOOKS}/{id}` as const;
const DELIVERIES = `${WEBHOOK}/deliveries` as const;

const ofWebhook = inProject.extend({ id: z.string() });

const listWebhooks = route("admin", {
  method: "get",
  path: WEBHOOKS,
  summary: "Where changes of a project are told",
  request: { params: inProject },
  responses: { 200: answer(z.object({ webhooks: z.array(webhookSchema) }), "The webhooks, the oldest first") },
});

const postWebhook = route("admin", {
  method: "post",
  path: WEBHOOKS,
  summary: "Make a webhook; this answer is the only place where its secret can be read",
  request: { params: inProject, body: body(webhookCreateSchema) },
  responses: { 201: answer(webhookSchema.extend(webhookSecretSchema.shape), "The webhook") },
});

const getWebhook = route("admin", {
  method: "get",
  path: WEBHOOK,
  summary: "One webhook",
  request: { params: ofWebhook },
  responses: { 200: answer(webhookSchema, "The webhook") },
});

const patchWebhook = route("admin", {
  method: "patch",
  path: WEBHOOK,
  summary: "Edit, disable or enable a webhook; what happened while it was disabled is not sent",
  request: { params: ofWebhook, body: body(webhookPatchSchema) },
  responses: { 200: answer(webhookSchema, "The webhook as it is now") },
});

const removeWebhook = route("admin", {
  method: "delete",
  path: WEBHOOK,
  summary: "Delete a webhook with its deliveries",
  request: { params: ofWebhook, query: reasonSchema },
  responses: { 204: { description: "Nothing is sent to it any more" } },
});

const postSecret = route("admin", {
  method: "post",
  path: `${WEBHOOK}/rotate-secret`,
  summary: "Replace a webhook's secret; the one before signs beside it for a day",
  request: { params: ofWebhook, body: body(reasonSchema) },
  responses: { 200: answer(webhookSecretSchema, "The new secret") },
});

const postTest = route("admin", {
  method: "post",
  path: `${WEBHOOK}/test`,
  summary: "Have a test message sent; its delivery tells what came of it",
  request: { params: ofWebhook },
  responses: { 202: answer(deliverySchema, "The delivery, which is due now") },
});

const listDeliveries = route("admin", {
  method: "get",
  path: DELIVERIES,
  summary: "What was sent to a webhook and what it answered, newest first; the last 1,000 are kept",
  request: {
    params: ofWebhook,
    query: z.strictObject({
      state: z.enum(["pending", "delivered", "failed"]).optional(),
      limit: pageSize(),
    }),
  },
  responses: { 200: answer(z.object({ deliveries: z.array(deliverySchema) }), "The deliveries") },
});

const postAgain = route("admin", {
  method: "post",
  path: `${DELIVERIES}/{delivery}/redeliver`,
  summary: "Have a message sent again, with the same id",
  request: { params: ofWebhook.extend({ delivery: z.string() }) },
  responses: { 202: answer(deliverySchema, "The delivery, which is due now") },
});

export function webhookRoutes(api: Api, { storage, outbound, webhookSigning }: Services): void {
  const parts = { storage, outbound, signing: webhookSigning };

  api.openapi(listWebhooks, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const webhooks = await storage.webhooks(project.id);
    return c.json({ webhooks: await Promise.all(webhooks.map((webhook) => view(storage, project, webhook))) }, 200);
  });

  api.openapi(postWebhook, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const where = c.req.valid("param");
    const { webhook, secret } = await createWebhook(parts, authorOf(c.var.identity, reason), where, input);
    const project = await requireProject(storage, where.project);
    return c.json({ ...(await view(storage, project, webhook)), secret }, 201);
  });

  api.openapi(getWebhook, async (c) => {
    const { project: key, id } = c.req.valid("param");
    const project = await requireProject(storage, key);
    return c.json(await view(storage, project, await requireWebhook(storage, project, id)), 200);
  });

  api.openapi(patchWebhook, async (c) => {
    const { reason, ...patch } = c.req.valid("json");
    const where = c.req.valid("param");
    const webhook = await updateWebhook(parts, authorOf(c.var.identity, reason), where, patch);
    return c.json(await view(storage, await requireProject(storage, where.project), webhook), 200);
  });

  api.openapi(removeWebhook, async (c) => {
    await deleteWebhook(storage, authorOf(c.var.identity, c.req.valid("query").reason), c.req.valid("param"));
    return c.body(null, 204);
  });

  api.openapi(postSecret, async (c) => {
    const author = authorOf(c.var.identity, c.req.valid("json").reason);
    return c.json({ secret: await rotateSecret(parts, author, c.req.valid("param")) }, 200);
  });

  api.openapi(postTest, async (c) => c.json(deliveryView(await sendTest(storage, c.req.valid("param"))), 202));

  api.openapi(listDeliveries, async (c) => {
    const { project: key, id } = c.req.valid("param");
    const project = await requireProject(storage, key);
    const webhook = await requireWebhook(storage, project, id);
    const deliveries = await storage.webhooking.deliveries(webhook.id, c.req.valid("query"));
    return c.json({ deliveries: deliveries.map(deliveryView) }, 200);
  });

  api.openapi(postAgain, async (c) => c.json(deliveryView(await sendAgain(storage, c.req.valid("param"))), 202));
}

async function view(storage: Storage, project: Project, webhook: Webhook) {
  const [environments, pending] = await Promise.all([
    storage.environments(project.id),
    storage.webhooking.countPending(webhook.id),
  ]);
  return webhookView(webhook, environments, pending);
}
