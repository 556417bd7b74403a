import { z } from "@hono/zod-openapi";
import type { JsonValue } from "@switchyard/core";

// What several schemas share.

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
export const jsonAnswer = z.custom<JsonValue>().openapi(ANY_JSON);

export const name = z.string().trim().min(1, "must not be empty").max(200);
export const reason = z.string().max(1000).optional();

/** A search of the flags list, see `@switchyard/core/search`. */
export const search = z.string().max(500);

export const reasonSchema = z.strictObject({ reason });

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: jsonAnswer.optional() }),
});
