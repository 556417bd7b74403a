import { z } from "@hono/zod-openapi";
import type { EvaluationContext, Explanation } from "@switchyard/core";
import { jsonAnswer, keySchema } from "./common.ts";
import { configurationInputSchema } from "./configuration.ts";

export const contextSchema = z
  .custom<EvaluationContext>((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
    error: "must be an object such as { targetingKey: 'user-1', country: 'DE' }",
  })
  .openapi({ type: "object", description: "The evaluation context", additionalProperties: true });

export const evaluateSchema = z.strictObject({
  context: contextSchema,
  flag: keySchema.optional().describe("Without it, every flag of the environment"),
  config: configurationInputSchema.optional().describe("An unsaved configuration to try instead of the saved one"),
  version: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("A past version of the environment to evaluate at. Without it, the present one"),
});

/** OpenFeature's resolution details, with everything that evaluation looked at in `trace`. */
export const evaluationSchema = z.object({
  flag: z.string(),
  value: jsonAnswer.optional().describe("Absent in errors: the caller's default takes its place"),
  variant: z.string().optional(),
  reason: z.string(),
  ruleId: z.string().optional(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
  flagMetadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  trace: z
    .custom<Omit<Explanation, "flag" | "details">>()
    .openapi({ type: "object", description: "Prerequisites, target, rules with conditions, rollout" }),
});
