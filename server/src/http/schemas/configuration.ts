import { z } from "@hono/zod-openapi";
import { keySchema, reason } from "./common.ts";
import { conditionSchema } from "./condition.ts";

const rolloutSchema = z.strictObject({
  percentage: z.number().min(0).max(100).multipleOf(0.001),
  variants: z
    .array(z.strictObject({ variant: z.string(), weight: z.number().min(0) }))
    .min(1)
    .max(50),
  otherwise: z.string(),
  bucketBy: z.string().min(1).max(200).optional(),
});

const serveSchema = z.union([z.strictObject({ variant: z.string() }), z.strictObject({ rollout: rolloutSchema })]);

const ruleSchema = z.strictObject({
  id: z.string().min(1).max(100),
  name: z.string().max(200).optional(),
  conditions: z.array(conditionSchema).max(50),
  serve: serveSchema,
});

/** What a person decides about a flag in one environment. */
export const configurationInputSchema = z.strictObject({
  enabled: z.boolean(),
  offVariant: z.string(),
  prerequisites: z
    .array(z.strictObject({ flag: keySchema, variants: z.array(z.string()).min(1) }))
    .max(50)
    .default([]),
  targets: z
    .array(z.strictObject({ variant: z.string(), keys: z.array(z.string()) }))
    .max(50)
    .default([]),
  rules: z.array(ruleSchema).max(200).default([]),
  fallthrough: serveSchema,
  reason,
});

const killedSchema = z.object({ by: z.string(), at: z.number(), reason: z.string().optional() });

export const configurationSchema = z.object({
  flag: z.string(),
  environment: z.string(),
  version: z.number().int().describe("What If-Match carries, and what receipts are counted for"),
  enabled: z.boolean(),
  killed: killedSchema.optional(),
  offVariant: z.string(),
  prerequisites: z.array(z.object({ flag: z.string(), variants: z.array(z.string()) })),
  targets: z.array(z.object({ variant: z.string(), keys: z.array(z.string()) })),
  rules: z.array(ruleSchema),
  fallthrough: serveSchema,
  updatedAt: z.number().describe("Milliseconds since 1970"),
});

export const stepBackSchema = z.strictObject({
  percentage: z.number().min(0).max(100).multipleOf(0.001).describe("Rollouts above it are lowered to it"),
  reason,
});

export const killByTagSchema = z.strictObject({ tag: z.string().min(1).max(50), reason });

export const killedByTagSchema = z.object({
  tag: z.string(),
  killed: z.array(z.string()).describe("The flags that this killed"),
  already: z.array(z.string()).describe("The flags that were killed before"),
  version: z.number().int().describe("Of the environment: who confirms it has confirmed all of these kills"),
});
