import { z } from "@hono/zod-openapi";

// The API's words, once: routes validate with these, the OpenAPI document is generated from them,
// and the admin UI infers its types from them (see ../api.ts).

const FLAG_KEY = /^[a-z0-9][a-z0-9._-]{0,99}$/;

export const keySchema = z
  .string()
  .regex(FLAG_KEY, "must be 1 to 100 of a-z, 0-9, '.', '_' and '-', and begin with a letter or a digit");

export const jsonSchema: z.ZodType<unknown> = z.json();

export const variantSchema = z.strictObject({
  key: keySchema,
  value: z.json(),
  name: z.string().max(100).optional(),
});

export const operatorSchema = z.enum([
  "equals",
  "exists",
  "startsWith",
  "endsWith",
  "contains",
  "matches",
  "lessThan",
  "lessThanOrEqual",
  "greaterThan",
  "greaterThanOrEqual",
  "between",
  "semverEquals",
  "semverLessThan",
  "semverLessThanOrEqual",
  "semverGreaterThan",
  "semverGreaterThanOrEqual",
  "semverInRange",
  "before",
  "after",
  "includesAny",
  "includesAll",
  "includesNone",
  "inCidr",
  "inSegment",
  "notInSegment",
  "flagIs",
]);

export const conditionSchema = z.strictObject({
  attribute: z.string().min(1).max(200).optional(),
  operator: operatorSchema,
  values: z.array(z.json()).max(1000).optional(),
  negate: z.boolean().optional(),
  ignoreCase: z.boolean().optional(),
});

export const rolloutSchema = z.strictObject({
  percentage: z.number().min(0).max(100).multipleOf(0.001),
  variants: z
    .array(z.strictObject({ variant: z.string(), weight: z.number().min(0) }))
    .min(1)
    .max(50),
  otherwise: z.string(),
  bucketBy: z.string().min(1).max(200).optional(),
});

export const serveSchema = z.union([
  z.strictObject({ variant: z.string() }),
  z.strictObject({ rollout: rolloutSchema }),
]);

export const ruleSchema = z.strictObject({
  id: z.string().min(1).max(100),
  name: z.string().max(200).optional(),
  conditions: z.array(conditionSchema).max(50),
  serve: serveSchema,
});

/** What a person decides about a flag in one environment. */
export const configurationInputSchema = z.strictObject({
  enabled: z.boolean(),
  offVariant: z.string(),
  prerequisites: z.array(z.strictObject({ flag: keySchema, variants: z.array(z.string()).min(1) })).max(50).default([]),
  targets: z.array(z.strictObject({ variant: z.string(), keys: z.array(z.string()) })).max(50).default([]),
  rules: z.array(ruleSchema).max(200).default([]),
  fallthrough: serveSchema,
  reason: z.string().max(1000).optional(),
});

export const killedSchema = z.object({ by: z.string(), at: z.number(), reason: z.string().optional() });

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

export const lifetimeSchema = z.union([
  z.strictObject({ kind: z.literal("permanent") }),
  z.strictObject({ kind: z.literal("temporary"), expectedRemoval: z.iso.date().optional() }),
]);

export const flagTypeSchema = z.enum(["boolean", "string", "number", "object"]);

export const flagSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  type: flagTypeSchema,
  variants: z.array(variantSchema),
  tags: z.array(z.string()),
  owner: z.string(),
  lifetime: lifetimeSchema,
  clientSide: z.boolean(),
  salt: z.string(),
  archived: z.boolean(),
  createdAt: z.number(),
  environments: z.record(z.string(), configurationSchema).describe("The configuration by environment key"),
});

const flagEditable = {
  name: z.string().max(200),
  description: z.string().max(5000),
  variants: z.array(variantSchema).min(2).max(50),
  tags: z.array(z.string().min(1).max(50)).max(50),
  owner: z.string().max(200),
  lifetime: lifetimeSchema,
  clientSide: z.boolean(),
};

export const flagCreateSchema = z.strictObject({
  key: keySchema,
  type: flagTypeSchema.default("boolean"),
  ...z.object(flagEditable).partial().shape,
  reason: z.string().max(1000).optional(),
});

export const flagPatchSchema = z.strictObject({
  ...z.object(flagEditable).partial().shape,
  archived: z.boolean().optional(),
  reason: z.string().max(1000).optional(),
});

export const projectSchema = z.object({
  key: z.string(),
  name: z.string(),
  createdAt: z.number(),
  environments: z.array(
    z.object({ key: z.string(), name: z.string(), protected: z.boolean(), version: z.number().int() }),
  ),
});

export const environmentSchema = projectSchema.shape.environments.element;

export const reasonSchema = z.strictObject({ reason: z.string().max(1000).optional() });

export const receiptsSchema = z.object({
  version: z.number().int(),
  connected: z.number().int().describe("SDK instances connected now"),
  confirmed: z.number().int().describe("of these, those that said they evaluate with this version or a later one"),
  p50Ms: z.number().nullable().describe("From commit to confirmation; null when nobody was connected at the time"),
  p99Ms: z.number().nullable(),
  behind: z
    .array(
      z.object({
        instance: z.string(),
        app: z.string().nullable(),
        version: z.number().int(),
        lastSeen: z.number(),
      }),
    )
    .describe("At most 100"),
});

export const sdkKeySchema = z.object({
  id: z.string(),
  kind: z.enum(["server", "client"]),
  name: z.string(),
  hint: z.string(),
  origins: z.array(z.string()),
  createdAt: z.number(),
  createdBy: z.string(),
  lastUsedAt: z.number().nullable(),
});

export const changeSchema = z.object({
  id: z.number().int(),
  at: z.number(),
  action: z.string(),
  actor: z.object({ kind: z.enum(["user", "token", "system"]), id: z.string(), name: z.string() }),
  reason: z.string().optional(),
  environment: z.string().optional(),
  flag: z.string().optional(),
  segment: z.string().optional(),
  before: z.json(),
  after: z.json(),
  versions: z.record(z.string(), z.number()).describe("Environment key to the version that this change gave it"),
  hash: z.string(),
});

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.json().optional() }),
});

export const userSchema = z.object({ id: z.string(), email: z.string(), name: z.string() });
