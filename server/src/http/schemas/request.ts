import { z } from "@hono/zod-openapi";
import { name, reason } from "./common.ts";
import { operationSchema, operationsSchema, planSchema } from "./operation.ts";

const text = z.string().trim().min(1, "must not be empty").max(5000);

export const actorSchema = z.object({ kind: z.enum(["user", "token", "system"]), id: z.string(), name: z.string() });

export const requestCreateSchema = z.strictObject({
  title: name,
  reason,
  operations: operationsSchema,
  applyWhenApproved: z
    .boolean()
    .default(false)
    .describe("Apply it by itself with the approval that is the last it needs"),
});

export const requestPatchSchema = z.strictObject({
  title: name.optional(),
  reason,
  operations: operationsSchema.optional().describe("What was approved before no longer counts"),
  applyWhenApproved: z.boolean().optional(),
});

export const commentSchema = z.strictObject({ text });

export const approveSchema = z.strictObject({
  digest: z.string().max(100).describe("The `digest` of what was looked at: it is what gets approved"),
  text: text.optional(),
});

export const closeRequestSchema = z.strictObject({ text: text.optional() });

const summary = {
  number: z.number().int().describe("Of the project, from 1"),
  state: z.enum(["open", "applied", "declined", "withdrawn"]),
  title: z.string(),
  reason: z.string().optional(),
  author: actorSchema,
  createdAt: z.number(),
  updatedAt: z.number(),
  applyWhenApproved: z.boolean(),
  environments: z.array(z.string()).describe("Those whose SDKs would hear of it"),
  schedule: z.number().int().nullable().describe("The schedule that begins with the approval"),
  approvals: z.number().int().describe("Of what was looked at last"),
};

export const requestSchema = z.object(summary);

export const requestDetailSchema = requestSchema.extend({
  operations: z.array(operationSchema).nullable().describe("Null when they can't be read"),
  plan: planSchema.nullable().describe("What it would change now; null when it is over, or can't be done"),
  problem: z.string().nullable().describe("Why it can't be done as things are"),
  digest: z.string().nullable().describe("Of what there is to approve now"),
  outdated: z.boolean().describe("What it would change is another thing than when it was proposed or approved last"),
  events: z.array(
    z.object({
      at: z.number(),
      kind: z.enum(["opened", "edited", "comment", "approved", "declined", "withdrawn", "applied"]),
      actor: actorSchema,
      text: z.string().nullable(),
      counts: z.boolean().nullable().describe("Whether an approval is one of what there is now; null for the rest"),
    }),
  ),
  needs: z.number().int().describe("Approvals that the policies ask for"),
  may: z.object({
    approve: z.boolean(),
    decline: z.boolean(),
    withdraw: z.boolean(),
    edit: z.boolean(),
    apply: z.boolean().describe("Nothing is in the way"),
  }),
});

export const approvedSchema = requestDetailSchema.extend({
  notApplied: z.string().nullable().describe("Why it was not applied by itself, where it should have been"),
});
