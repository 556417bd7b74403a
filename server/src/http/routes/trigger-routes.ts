import { z } from "@hono/zod-openapi";
import { Attempts } from "../../auth/attempts.ts";
import { authorOf } from "../../auth/identity.ts";
import { sha256 } from "../../auth/tokens.ts";
import { SwitchyardError } from "../../errors.ts";
import { requireFlag } from "../../flags/find.ts";
import { requireEnvironment, requireProject } from "../../projects/find.ts";
import type { Trigger } from "../../storage/triggers.ts";
import { createTrigger, revokeTrigger, TRIGGER_SECRET } from "../../triggers/create-trigger.ts";
import { pullTrigger } from "../../triggers/pull-trigger.ts";
import { readAlert } from "../../triggers/read-alert.ts";
import type { Api } from "../env.ts";
import { CONFIGURATION, ENVIRONMENT, inEnvironment, ofConfiguration } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import { reasonSchema, triggerCreateSchema, triggeredSchema, triggerSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const TRIGGERS = `${CONFIGURATION}/triggers` as const;
/** An alerting system that repeats itself does so every few minutes. */
const CALLS_A_MINUTE = 30;

const listAll = route("viewer", {
  method: "get",
  path: `${ENVIRONMENT}/triggers`,
  summary: "The triggers of an environment, without their secrets",
  request: { params: inEnvironment },
  responses: { 200: answer(z.object({ triggers: z.array(triggerSchema) }), "The triggers that are in force") },
});

const listTriggers = route("viewer", {
  method: "get",
  path: TRIGGERS,
  summary: "The triggers of a flag in an environment, without their secrets",
  request: { params: ofConfiguration },
  responses: { 200: answer(z.object({ triggers: z.array(triggerSchema) }), "The triggers that are in force") },
});

const postTrigger = route("admin", {
  method: "post",
  path: TRIGGERS,
  summary:
    "Make a trigger: an address that kills the flag or steps it back; this answer is the only place where it can be read",
  request: { params: ofConfiguration, body: body(triggerCreateSchema) },
  responses: {
    201: answer(
      triggerSchema.extend({ path: z.string().describe("Where alerts are posted to, on this server") }),
      "The trigger",
    ),
  },
});

const deleteTrigger = route("admin", {
  method: "delete",
  path: `${TRIGGERS}/{id}`,
  summary: "Revoke a trigger, for good",
  request: { params: ofConfiguration.extend({ id: z.string() }), query: reasonSchema },
  responses: { 204: { description: "Its address leads nowhere now" } },
});

const postAlert = route("public", {
  method: "post",
  path: "/v1/triggers/{secret}",
  summary: "Kill a flag or step it back: for alerts of Alertmanager, Grafana and Datadog, or with an empty body",
  request: { params: z.object({ secret: z.string() }), body: body(z.record(z.string(), z.unknown())) },
  responses: { 200: answer(triggeredSchema, "What it did") },
});

export function triggerRoutes(api: Api, { storage }: Services): void {
  const calls = new Attempts(CALLS_A_MINUTE);

  api.openapi(listAll, async (c) => {
    const where = c.req.valid("param");
    const project = await requireProject(storage, where.project);
    const environment = await requireEnvironment(storage, project, where.environment);
    return c.json({ triggers: (await storage.triggers(environment.id)).map(view) }, 200);
  });

  api.openapi(listTriggers, async (c) => {
    const where = c.req.valid("param");
    const project = await requireProject(storage, where.project);
    const environment = await requireEnvironment(storage, project, where.environment);
    const { key } = await requireFlag(storage, project, where.flag);
    const triggers = (await storage.triggers(environment.id)).filter(({ flag }) => flag === key);
    return c.json({ triggers: triggers.map(view) }, 200);
  });

  api.openapi(postTrigger, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    const { trigger, secret } = await createTrigger(storage, author, c.req.valid("param"), input);
    return c.json({ ...view(trigger), path: `/v1/triggers/${secret}` }, 201);
  });

  api.openapi(deleteTrigger, async (c) => {
    await revokeTrigger(storage, authorOf(c.var.identity, c.req.valid("query").reason), c.req.valid("param"));
    return c.body(null, 204);
  });

  api.openapi(postAlert, async (c) => {
    const { secret } = c.req.valid("param");
    const isSecret = TRIGGER_SECRET.test(secret);
    const trigger = isSecret ? await storage.triggering.triggerByHash(sha256(secret)) : undefined;
    if (trigger === undefined) throw new SwitchyardError("NOT_FOUND", "There is no such trigger, or it was revoked");
    calls.record(trigger.id);
    const { did, why, version } = await pullTrigger(storage, trigger, readAlert(c.req.valid("json")));
    return c.json({ did, why, version: version ?? null }, 200);
  });
}

const view = ({ id, name, flag, percentage, hint, createdAt, createdBy, ...rest }: Trigger) => ({
  id,
  name,
  flag,
  percentage: percentage ?? null,
  hint,
  createdAt,
  createdBy,
  lastUsedAt: rest.lastUsedAt ?? null,
  lastAlert: rest.lastAlert ?? null,
});
