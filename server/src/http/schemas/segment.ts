import { z } from "@hono/zod-openapi";
import { name, reason } from "./common.ts";
import { conditionSchema } from "./condition.ts";

export const segmentSchema = z.object({
  key: z.string(),
  name: z.string(),
  rules: z.array(z.object({ conditions: z.array(conditionSchema) })),
  includedKeys: z.array(z.string()),
  excludedKeys: z.array(z.string()),
  createdAt: z.number(),
});

export const segmentInputSchema = z.strictObject({
  name: name.optional(),
  rules: z
    .array(z.strictObject({ conditions: z.array(conditionSchema).max(50) }))
    .max(200)
    .default([]),
  includedKeys: z.array(z.string().max(1000)).max(100_000).default([]),
  excludedKeys: z.array(z.string().max(1000)).max(100_000).default([]),
  reason,
});
