import { z } from "@hono/zod-openapi";
import { jsonSchema } from "./common.ts";

const operatorSchema = z.enum([
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
