import { z } from "@hono/zod-openapi";
import { createToken, revokeToken, rotateToken } from "../../tokens/personal-tokens.ts";
import { requirePerson } from "../access/permission.ts";
import type { Api } from "../env.ts";
import { answer, body, route } from "../route.ts";
import { apiTokenCreateSchema, apiTokenSchema, newApiTokenSchema, reasonSchema, rotationSchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { apiTokenView } from "../views/people-views.ts";

const TOKENS = "/api/v1/tokens";
const TOKEN = `${TOKENS}/{id}` as const;
const ofToken = z.object({ id: z.string() });

const list = route("person", {
  method: "get",
  path: TOKENS,
  summary: "Your API tokens, without the tokens themselves",
  responses: { 200: answer(z.object({ tokens: z.array(apiTokenSchema) }), "Newest first") },
});

const post = route("person", {
  method: "post",
  path: TOKENS,
  summary: "Make a token for a program that acts in your name; this answer is the only place where it can be read",
  request: { body: body(apiTokenCreateSchema) },
  responses: { 201: answer(newApiTokenSchema, "The token: it may never do more than you may") },
});

const rotate = route("person", {
  method: "post",
  path: `${TOKEN}/rotate`,
  summary: "Give a token another secret; the old one is taken for some hours more",
  request: { params: ofToken, body: body(rotationSchema) },
  responses: { 200: answer(newApiTokenSchema, "The token with its new secret") },
});

const remove = route("person", {
  method: "delete",
  path: TOKEN,
  summary: "Revoke a token, for good",
  request: { params: ofToken, query: reasonSchema },
  responses: { 204: { description: "It is useless now" } },
});

export function tokenRoutes(api: Api, { storage }: Services): void {
  api.openapi(list, async (c) => {
    const { user } = requirePerson(c.var.identity);
    return c.json({ tokens: (await storage.tokensOf(user.id)).map(apiTokenView) }, 200);
  });

  api.openapi(post, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const created = await createToken(storage, requirePerson(c.var.identity), input, reason);
    return c.json({ ...apiTokenView(created), token: created.token }, 201);
  });

  api.openapi(rotate, async (c) => {
    const { id } = c.req.valid("param");
    const rotated = await rotateToken(storage, requirePerson(c.var.identity), id, c.req.valid("json"));
    return c.json({ ...apiTokenView(rotated), token: rotated.token }, 200);
  });

  api.openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    await revokeToken(storage, requirePerson(c.var.identity), id, c.req.valid("query").reason);
    return c.body(null, 204);
  });
}
