import { z } from "@hono/zod-openapi";
import { MAX_OPERATIONS } from "../../operations/max-operations.ts";
import { jsonAnswer, keySchema, reason } from "./common.ts";
import { configurationInputSchema } from "./configuration.ts";
import { flagCreateSchema, flagPatchSchema } from "./flag.ts";
import { segmentInputSchema } from "./segment.ts";

const seen = z
  .union([z.number().int().min(0), z.literal("any")])
  .describe("The version of the configuration that was seen, as If-Match carries it, or `any` to overwrite on purpose");

const inEnvironment = { environment: z.string().max(100), flag: z.string().max(100) };

/** Of a guarded rollout only what lets more people in: taking back is not proposed, it is done. */
const ofRollout = {
  ...inEnvironment,
  rollout: z.string().max(100).describe("The id of a guarded rollout of the flag"),
};

/** One thing to do to a flag or a segment. What is relative (`ramp`, `enable`, …) keeps the rest as it is by then. */
export const operationSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("configure"),
    ...inEnvironment,
    seen,
    configuration: configurationInputSchema.omit({ reason: true }),
  }),
  z.strictObject({
    kind: z.literal("ramp"),
    ...inEnvironment,
    seen: seen.default("any"),
    percentage: z.number().min(0).max(100).multipleOf(0.001),
  }),
  z.strictObject({ kind: z.literal("enable"), ...inEnvironment, seen: seen.default("any") }),
  z.strictObject({ kind: z.literal("disable"), ...inEnvironment, seen: seen.default("any") }),
  z.strictObject({ kind: z.literal("kill"), ...inEnvironment }),
  z.strictObject({ kind: z.literal("restore"), ...inEnvironment, seen: seen.default("any") }),
  z.strictObject({ kind: z.literal("startRollout"), ...ofRollout }),
  z.strictObject({ kind: z.literal("resumeRollout"), ...ofRollout }),
  z.strictObject({
    kind: z.literal("approveStage"),
    ...ofRollout,
    stage: z
      .number()
      .int()
      .min(1)
      .max(100)
      .describe("The stage that it may go on to, from 0: the one after the present"),
  }),
  z.strictObject({ kind: z.literal("createFlag"), flag: flagCreateSchema.omit({ reason: true }) }),
  z.strictObject({
    kind: z.literal("updateFlag"),
    flag: z.string().max(100),
    patch: flagPatchSchema.omit({ reason: true, archived: true }),
  }),
  z.strictObject({ kind: z.literal("archiveFlag"), flag: z.string().max(100) }),
  z.strictObject({ kind: z.literal("unarchiveFlag"), flag: z.string().max(100) }),
  z.strictObject({
    kind: z.literal("saveSegment"),
    segment: keySchema,
    input: segmentInputSchema.omit({ reason: true }),
  }),
  z.strictObject({ kind: z.literal("deleteSegment"), segment: z.string().max(100) }),
]);

export const operationsSchema = z.array(operationSchema).min(1).max(MAX_OPERATIONS);

export const applySchema = z.strictObject({
  operations: operationsSchema.describe("Done in this order, all of them or none"),
  reason,
  dryRun: z.boolean().default(false).describe("Only say what would change"),
  digest: z
    .string()
    .max(100)
    .optional()
    .describe("The `digest` of a dry run: nothing is written unless this would still change the same"),
});

const plannedChangeSchema = z.object({
  operation: z.number().int().describe("Which of the operations, from 0"),
  title: z.string().describe("What it does, as a headline"),
  action: z.string(),
  environment: z.string().optional(),
  flag: z.string().optional(),
  segment: z.string().optional(),
  before: jsonAnswer,
  after: jsonAnswer,
});

const effectSchema = z.object({
  environment: z.string(),
  flag: z.string(),
  direction: z.enum(["lowers", "raises", "same"]).describe("Whether anyone may get more than before"),
  before: z.string().nullable().describe("What the flag does now, as a sentence; null where it is not there"),
  after: z.string().nullable(),
  version: z.number().int().describe("Of the flag's configuration now; 0 when there is none"),
});

/** What a list of operations changes. */
export const planSchema = z.object({
  changes: z.array(plannedChangeSchema).describe("In their order; operations that change nothing have none"),
  effects: z.array(effectSchema).describe("What all of it together means, by flag and environment"),
  digest: z.string().describe("Of all before and after: the same as long as the same would change"),
  obstacles: z
    .array(
      z.object({
        code: z.string().describe("The error that applying it would answer"),
        environment: z.string().nullable().describe("Whose policy it is; null for the whole project"),
        message: z.string(),
      }),
    )
    .describe("What would keep you from applying it now"),
});

export const appliedSchema = planSchema.extend({
  applied: z.boolean().describe("False for a dry run, and where there was nothing to change"),
  versions: z.record(z.string(), z.number()).describe("Environment key to the version that this gave it"),
});
