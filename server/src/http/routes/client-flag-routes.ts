import { z } from "@hono/zod-openapi";
import type { EvaluationContext } from "@switchyard/core";
import type { Context } from "hono";
import { SwitchyardError } from "../../errors.ts";
import type { GivenContext } from "../../signing/context-signing.ts";
import type { Api, Env } from "../env.ts";
import { checkedJson } from "../request/json-text.ts";
import { requireSmall } from "../request/small-context.ts";
import { body, route } from "../route.ts";
import { contextSchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { answerSnapshot } from "../snapshot-answer.ts";

const PATH = "/v1/client/flags";

const responses = {
  200: { description: "The same JSON as the stream's snapshot message for browsers, for this context" },
  304: { description: "Nothing changed since the ETag in If-None-Match" },
};

const token = z.string().optional().describe("For keys with signedContext: a JWT with the context; it alone counts");

const getClientFlags = route("client", {
  method: "get",
  path: PATH,
  summary: "What a browser may know of the flags, for a context: for polling, server-side rendering and bootstrap",
  request: {
    query: z.strictObject({ context: z.string().optional().describe("base64url of the context's JSON"), token }),
  },
  responses,
});

const postClientFlags = route("client", {
  method: "post",
  path: PATH,
  summary: "The same with the context in the body: it stays out of addresses, and so out of logs",
  request: { body: body(z.strictObject({ context: contextSchema.optional(), token })) },
  responses,
});

export function clientFlagRoutes(api: Api, { live, signing }: Services): void {
  api.openapi(getClientFlags, (c) => {
    const { context, token } = c.req.valid("query");
    return answerContext(c, { context: contextOf(context), token });
  });

  api.openapi(postClientFlags, (c) => answerContext(c, c.req.valid("json")));

  async function answerContext(c: Context<Env>, given: GivenContext) {
    const key = c.var.sdkKey;
    const { context } = signing.accept(key, given, Date.now());
    requireSmall(context);
    return answerSnapshot(c, await live.clientSnapshot(key.environmentId, context), { compressed: false });
  }
}

function contextOf(text: string | undefined): EvaluationContext {
  if (text === undefined) return {};
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(text)) {
    throw new SwitchyardError("INVALID_REQUEST", "context in the query must be base64url, received other characters");
  }
  const { success, data } = contextSchema.safeParse(JSON.parse(checkedJson(Buffer.from(text, "base64url"), "context")));
  if (!success) throw new SwitchyardError("INVALID_REQUEST", "context must be an object, received other JSON");
  return data;
}
