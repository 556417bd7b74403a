import { z } from "@hono/zod-openapi";
import type { EvaluationContext, Explanation, JsonValue } from "@switchyard/core";

// The API's words, once: routes validate with these, the OpenAPI document is generated from them,
// and the admin UI infers its types from them (see ../api.ts).

const FLAG_KEY = /^[a-z0-9][a-z0-9._-]{0,99}$/;

export const keySchema = z
  .string()
  .regex(FLAG_KEY, "must be 1 to 100 of a-z, 0-9, '.', '_' and '-', and begin with a letter or a digit");

const ANY_JSON: { type: ("string" | "number" | "boolean" | "object" | "array" | "null")[]; description: string } = {
  type: ["string", "number", "boolean", "object", "array", "null"],
  description: "Any JSON value",
};

/** What can be hidden in JSON behind this name differs from reader to reader, so values never carry it. */
const hasPrototypeKey = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, "__proto__") || Object.values(value).some(hasPrototypeKey));

/** Any JSON value. Bodies are parsed and their depth is bounded before a schema sees them; the value stays as it is. */
export const jsonSchema = z
  .custom<JsonValue>((value) => value !== undefined && !hasPrototypeKey(value), {
    error: (issue) => (issue.input === undefined ? "is missing" : "must be JSON without a field named __proto__"),
  })
  .openapi(ANY_JSON);

/** Values of an answer: ours, nothing to check. */
const jsonAnswer = z.custom<JsonValue>().openapi(ANY_JSON);

const EMAIL_LENGTH = 254;
const PASSWORD_LENGTH = { min: 12, max: 1000 };
const name = z.string().trim().min(1, "must not be empty").max(200);
const reason = z.string().max(1000).optional();
const email = z.email("must be an e-mail address").max(EMAIL_LENGTH);

export const variantSchema = z.strictObject({
  key: keySchema,
  value: jsonSchema,
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
  values: z.array(jsonSchema).max(1000).optional(),
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
  reason,
});

export const flagPatchSchema = z.strictObject({
  ...z.object(flagEditable).partial().shape,
  archived: z.boolean().optional(),
  reason,
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

export const reasonSchema = z.strictObject({ reason });

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
  before: jsonAnswer,
  after: jsonAnswer,
  versions: z.record(z.string(), z.number()).describe("Environment key to the version that this change gave it"),
  hash: z.string(),
});

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: jsonAnswer.optional() }),
});

export const projectCreateSchema = z.strictObject({ key: keySchema, name: name.optional(), reason });
export const projectPatchSchema = z.strictObject({ name: name.optional(), reason });
export const environmentCreateSchema = z.strictObject({
  key: keySchema,
  name: name.optional(),
  protected: z.boolean().default(false),
  reason,
});

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

/** `https://shop.example.com`; `http://localhost:*` lets any port in, which development servers need. */
const originSchema = z
  .string()
  .max(300)
  .regex(
    /^https?:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:(\d{1,5}|\*))?$/,
    "must be scheme and host, such as https://shop.example.com or http://localhost:*, without a path",
  );

export const keyCreateSchema = z.strictObject({
  kind: z.enum(["server", "client"]),
  name,
  origins: z.array(originSchema).max(50).default([]),
  reason,
});

export const evaluateSchema = z.strictObject({
  context: z
    .custom<EvaluationContext>((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
      error: "must be an object such as { targetingKey: 'user-1', country: 'DE' }",
    })
    .openapi({ type: "object", description: "The evaluation context", additionalProperties: true }),
  flag: keySchema.optional().describe("Without it, every flag of the environment"),
  config: configurationInputSchema.optional().describe("An unsaved configuration to try instead of the saved one"),
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

export const setupInputSchema = z.strictObject({
  token: z.string().min(1).max(200),
  email,
  name,
  password: z
    .string()
    .min(PASSWORD_LENGTH.min, `must have at least ${PASSWORD_LENGTH.min} characters`)
    .max(PASSWORD_LENGTH.max, `must have at most ${PASSWORD_LENGTH.max} characters`),
});

export const signInSchema = z.strictObject({
  email: z.string().min(1).max(EMAIL_LENGTH),
  password: z.string().min(1).max(PASSWORD_LENGTH.max),
});

export const userSchema = z.object({ id: z.string(), email: z.string(), name: z.string() });
