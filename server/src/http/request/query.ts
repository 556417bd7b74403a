import { z } from "@hono/zod-openapi";

/** A number in a query or a path. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, "must be a whole number")
  .transform(Number);

/** How many rows a page of a list may have. */
export const pageSize = (rows = { default: 50, max: 200 }) =>
  wholeNumber.pipe(z.number().min(1).max(rows.max)).default(rows.default);

/** Of a list whose pages begin `before` the last row of the page above. */
export const nextBefore = z.number().nullable().describe("`before` of the next page; null on the last");

/** A span of time, for queries of what happened. */
export const inSpan = {
  from: wholeNumber.optional().describe("Only from this moment on, milliseconds since 1970"),
  to: wholeNumber.optional().describe("Only before this moment, milliseconds since 1970"),
};
