import { z } from "@hono/zod-openapi";
import { ACTIONS } from "../../storage/model.ts";
import { WEBHOOK_FORMATS } from "../../storage/webhooks.ts";
import { name, reason } from "./common.ts";

const url = z.string().min(1).max(2_000).describe("https only, and no address of a private network");
const format = z
  .enum(WEBHOOK_FORMATS)
  .describe("json: Standard Webhooks; slack and teams: a message in plain sentences");
const environments = z.array(z.string().max(100)).max(100).describe("Keys; none of them means all");
const actions = z.array(z.enum(ACTIONS)).max(ACTIONS.length).describe("None of them means everything");
const checkpointHours = z
  .number()
  .int()
  .min(0)
  .max(24 * 31)
  .describe("Hours between two checkpoints of the change log; 0 sends none");

export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string().describe("Without its path, which may be a secret"),
  format,
  environments,
  actions: z.array(z.string()),
  checkpointHours,
  enabled: z.boolean(),
  disabledReason: z.string().nullable().describe("Why the server disabled it"),
  createdAt: z.number(),
  createdBy: z.string(),
  rotatedAt: z.number().nullable().describe("When it got its present secret; the one before is valid for a day more"),
  failures: z.number().describe("Attempts that failed since the last that did not"),
  failingSince: z.number().nullable(),
  deliveredAt: z.number().nullable(),
  pending: z.number().describe("Messages that wait to be sent"),
});

export const webhookCreateSchema = z.strictObject({
  name,
  url,
  format: format.default("json"),
  environments: environments.default([]),
  actions: actions.default([]),
  checkpointHours: checkpointHours.default(0),
  reason,
});

export const webhookPatchSchema = z.strictObject({
  name: name.optional(),
  url: url.optional(),
  format: format.optional(),
  environments: environments.optional(),
  actions: actions.optional(),
  checkpointHours: checkpointHours.optional(),
  enabled: z.boolean().optional(),
  reason,
});

export const webhookSecretSchema = z.object({
  secret: z
    .string()
    .describe("whsec_…: what messages are signed with. This answer is the only place where it can be read"),
});

export const deliverySchema = z.object({
  id: z.string().describe("The message's id, in its header webhook-id each time it is sent"),
  kind: z.enum(["change", "checkpoint", "test"]),
  change: z.number().nullable().describe("The id of the change that it tells of"),
  state: z.enum(["pending", "delivered", "failed"]),
  attempts: z.number(),
  createdAt: z.number(),
  nextAt: z.number().nullable().describe("When it is sent next"),
  finishedAt: z.number().nullable(),
  status: z.number().nullable().describe("Of the last answer"),
  error: z.string().nullable(),
  excerpt: z.string().nullable().describe("How the last answer began"),
  durationMs: z.number().nullable(),
});
