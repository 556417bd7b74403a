import { z } from "@hono/zod-openapi";
import type { EvaluationContext } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Api } from "./env.ts";
import { checkedJson } from "./json-text.ts";
import { body, route } from "./route.ts";
import { contextSchema } from "./schemas.ts";
import type { Services } from "./services.ts";
import { requireSmall } from "./small-context.ts";
import { answerSnapshot } from "./snapshot-answer.ts";

const PATH = "/v1/client/flags";

const responses = {
  200: { description: "The same JSON as the stream's snapshot message for browsers, for this context" },
  304: { description: "Nothing changed since the ETag in If-None-Match" },
};

const getClientFlags = route("client", {
  method: "get",
  path: PATH,
  summary: "What a browser may know of the flags, for a context: for polling, server-side rendering and bootstrap",
  request: { query: z.strictObject({ context: z.string().optional().describe("base64url of the context's JSON") }) },
  responses,
});

const postClientFlags = route("client", {
  method: "post",
  path: PATH,
  summary: "The same with the context in the body: it stays out of addresses, and so out of logs",
  request: { body: body(z.strictObject({ context: contextSchema.optional() })) },
  responses,
});

export function clientFlagRoutes(api: Api, { live }: Services): void {
  api.openapi(getClientFlags, async (c) => {
    const context = contextOf(c.req.valid("query").context);
    return answerSnapshot(c, await live.clientSnapshot(c.var.sdkKey.environmentId, context), { compressed: false });
  });

  api.openapi(postClientFlags, async (c) => {
    const { context = {} } = c.req.valid("json");
    requireSmall(context);
    return answerSnapshot(c, await live.clientSnapshot(c.var.sdkKey.environmentId, context), { compressed: false });
  });
}

function contextOf(text: string | undefined): EvaluationContext {
  if (text === undefined) return {};
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(text)) {
    throw new SwitchyardError("INVALID_REQUEST", "context in the query must be base64url, received other characters");
  }
  const { success, data } = contextSchema.safeParse(JSON.parse(checkedJson(Buffer.from(text, "base64url"), "context")));
  if (!success) throw new SwitchyardError("INVALID_REQUEST", "context must be an object, received other JSON");
  requireSmall(data);
  return data;
}
