import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { createKey } from "../../keys/create-key.ts";
import { isInForce } from "../../keys/in-force.ts";
import { revokeKey } from "../../keys/revoke-key.ts";
import { rotateKey } from "../../keys/rotate-key.ts";
import { requireEnvironment, requireProject } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { ENVIRONMENT, inEnvironment } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import { keyCreateSchema, reasonSchema, rotationSchema, sdkKeySchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { keyView } from "../views/views.ts";

const KEYS = `${ENVIRONMENT}/keys` as const;

const createdKeySchema = sdkKeySchema.extend({
  key: z.string(),
  signingSecret: z.string().optional().describe("Of a key with signedContext: what the backend signs contexts with"),
});

const listKeys = route("viewer", {
  method: "get",
  path: KEYS,
  summary: "The SDK keys of an environment, without the keys themselves",
  request: { params: inEnvironment },
  responses: { 200: answer(z.object({ keys: z.array(sdkKeySchema) }), "The keys that are in force") },
});

const postKey = route("admin", {
  method: "post",
  path: KEYS,
  summary: "Make an SDK key; this answer is the only place where it can be read",
  request: { params: inEnvironment, body: body(keyCreateSchema) },
  responses: {
    201: answer(createdKeySchema, "The key"),
  },
});

const deleteKey = route("admin", {
  method: "delete",
  path: `${KEYS}/{id}`,
  summary: "Revoke an SDK key, for good",
  request: { params: inEnvironment.extend({ id: z.string() }), query: reasonSchema },
  responses: { 204: { description: "The key is useless now" } },
});

const postRotate = route("admin", {
  method: "post",
  path: `${KEYS}/{id}/rotate`,
  summary: "Make another key like this one, which ends some hours later; this answer is where the new one can be read",
  request: { params: inEnvironment.extend({ id: z.string() }), body: body(rotationSchema) },
  responses: { 201: answer(createdKeySchema, "The new key") },
});

export function keyRoutes(api: Api, { storage, signing }: Services): void {
  api.openapi(listKeys, async (c) => {
    const place = c.req.valid("param");
    const project = await requireProject(storage, place.project);
    const environment = await requireEnvironment(storage, project, place.environment);
    const keys = (await storage.keys(environment.id)).filter((key) => isInForce(key));
    return c.json({ keys: keys.map(keyView) }, 200);
  });

  api.openapi(postKey, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const created = await createKey(storage, authorOf(c.var.identity, reason), c.req.valid("param"), input, signing);
    return c.json({ ...keyView(created), key: created.key, signingSecret: created.signingSecret }, 201);
  });

  api.openapi(postRotate, async (c) => {
    const { reason, overlapHours } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    const created = await rotateKey(storage, author, c.req.valid("param"), overlapHours, signing);
    return c.json({ ...keyView(created), key: created.key, signingSecret: created.signingSecret }, 201);
  });

  api.openapi(deleteKey, async (c) => {
    await revokeKey(storage, authorOf(c.var.identity, c.req.valid("query").reason), c.req.valid("param"));
    return c.body(null, 204);
  });
}
