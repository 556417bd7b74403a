import { z } from "@hono/zod-openapi";

/** A number in a query or a path. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, "must be a whole number")
  .transform(Number);

/** A span of time, for queries of what happened. */
export const inSpan = {
  from: wholeNumber.optional().describe("Only from this moment on, milliseconds since 1970"),
  to: wholeNumber.optional().describe("Only before this moment, milliseconds since 1970"),
};
