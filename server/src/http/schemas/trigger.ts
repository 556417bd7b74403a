import { z } from "@hono/zod-openapi";
import { name, reason } from "./common.ts";

const percentage = z
  .number()
  .min(0)
  .max(100)
  .describe("Where it steps back to; without it, it kills. A trigger never raises a percentage");

export const triggerSchema = z.object({
  id: z.string(),
  name: z.string(),
  flag: z.string(),
  percentage: z.number().nullable(),
  hint: z.string(),
  createdAt: z.number(),
  createdBy: z.string(),
  lastUsedAt: z.number().nullable(),
  lastAlert: z.string().nullable(),
});

export const triggerCreateSchema = z.strictObject({ name, percentage: percentage.optional(), reason });

export const triggeredSchema = z.object({
  did: z
    .enum(["killed", "stepped back", "nothing"])
    .describe("nothing: the flag was as low already, or the alert is not firing"),
  why: z.string(),
  version: z.number().nullable().describe("The environment's version that this made"),
});
