import { z } from "@hono/zod-openapi";
import { jsonSchema, keySchema, reason } from "./common.ts";
import { configurationSchema } from "./configuration.ts";

const variantSchema = z.strictObject({
  key: keySchema,
  value: jsonSchema,
  name: z.string().max(100).optional(),
});

const lifetimeSchema = z.union([
  z.strictObject({ kind: z.literal("permanent") }),
  z.strictObject({ kind: z.literal("temporary"), expectedRemoval: z.iso.date().optional() }),
]);

const flagTypeSchema = z.enum(["boolean", "string", "number", "object"]);

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
  revision: z.string().describe("Of what it is in every environment alike: what If-Match carries in a PATCH"),
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

/** What SDKs are not served, or get PARSE_ERROR for, until it is repaired. */
export const quarantinedSchema = z.object({
  kind: z.enum(["flag", "segment"]),
  key: z.string(),
  environments: z.array(z.string()).describe("Where, for this reason; only those that you may see"),
  problem: z.string(),
});
