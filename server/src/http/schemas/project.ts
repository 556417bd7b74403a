import { z } from "@hono/zod-openapi";
import { ROLES } from "../../storage/authority.ts";
import { keySchema, name, reason } from "./common.ts";

const role = z.enum(ROLES);

export const projectSchema = z.object({
  key: z.string(),
  name: z.string(),
  createdAt: z.number(),
  role: role.describe("Yours, in what belongs to no environment"),
  environments: z
    .array(
      z.object({
        key: z.string(),
        name: z.string(),
        protected: z.boolean(),
        version: z.number().int(),
        role: role.describe("Yours, here"),
      }),
    )
    .describe("Those that you may see"),
});

export const environmentSchema = projectSchema.shape.environments.element;

export const projectCreateSchema = z.strictObject({ key: keySchema, name: name.optional(), reason });
export const projectPatchSchema = z.strictObject({ name: name.optional(), reason });
export const environmentPatchSchema = z.strictObject({
  name: name.optional(),
  protected: z.boolean().optional(),
  reason,
});
export const environmentCreateSchema = z.strictObject({
  key: keySchema,
  name: name.optional(),
  protected: z.boolean().default(false),
  reason,
});
