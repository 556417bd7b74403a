import { z } from "@hono/zod-openapi";

/** A number in a query or a path. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, "must be a whole number")
  .transform(Number);
