import { z } from "@hono/zod-openapi";
import type { Api } from "../env.ts";
import { contextSchema } from "../schemas.ts";

// What the API's description says of remote evaluation, which is answered before the routes are asked. docs/ofrep.md says the rest.

const reason = z.enum(["STATIC", "TARGETING_MATCH", "SPLIT", "DEFAULT", "DISABLED"]);

const evaluationSchema = z.strictObject({
  key: z.string(),
  value: z.unknown().describe("Of the flag's type: a boolean, string, number, object or list"),
  variant: z.string(),
  reason,
  metadata: z.record(z.string(), z.unknown()).optional(),
});

const errorCode = z.enum(["PARSE_ERROR", "TARGETING_KEY_MISSING", "INVALID_CONTEXT", "FLAG_NOT_FOUND", "GENERAL"]);

export const ofrepErrorSchema = z.strictObject({
  key: z.string().optional(),
  errorCode,
  errorDetails: z.string(),
});

export const ofrepSingleSchema = evaluationSchema;

export const ofrepBulkSchema = z.strictObject({
  flags: z.array(z.union([evaluationSchema, ofrepErrorSchema])),
  eventStreams: z
    .array(z.strictObject({ type: z.literal("sse"), url: z.string(), inactivityDelaySec: z.number() }))
    .optional(),
});

const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const refusal = json(ofrepErrorSchema, "What went wrong, in OFREP's words");
const body = {
  required: true,
  content: { "application/json": { schema: z.object({ context: contextSchema.optional() }) } },
};
const security: Record<string, string[]>[] = [{ sdkKey: [] }, { clientKey: [] }];

/** Names OFREP's requests in the description. */
export function describeOfrep({ openAPIRegistry: registry }: Api): void {
  registry.registerPath({
    method: "post",
    path: "/ofrep/v1/evaluate/flags/{key}",
    summary: "OFREP: evaluate one flag for a context",
    security,
    request: { params: z.object({ key: z.string() }), body },
    responses: {
      200: json(evaluationSchema, "Its value"),
      404: json(ofrepErrorSchema, "There is no such flag, or it is not for browsers"),
      default: refusal,
    },
  });
  registry.registerPath({
    method: "post",
    path: "/ofrep/v1/evaluate/flags",
    summary: "OFREP: evaluate all flags for a context",
    security,
    request: { body, headers: z.object({ "if-none-match": z.string().optional() }) },
    responses: {
      200: json(ofrepBulkSchema, "All values, failures included, and where changes are told"),
      304: { description: "Nothing changed since the ETag in If-None-Match" },
      default: refusal,
    },
  });
  registry.registerPath({
    method: "get",
    path: "/ofrep/v1/stream",
    summary: "OFREP: a stream of events that say when to ask again",
    security: [],
    request: { query: z.object({ ticket: z.string().describe("From the address in a bulk answer") }) },
    responses: {
      200: { description: "Server-sent events", content: { "text/event-stream": { schema: z.string() } } },
      default: refusal,
    },
  });
}
