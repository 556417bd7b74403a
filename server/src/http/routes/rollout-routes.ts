import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { place } from "../../flags/find.ts";
import { requireEnvironment, requireProject } from "../../projects/find.ts";
import { actOnRollout, type RolloutAct } from "../../rollouts/act.ts";
import { receiveAlert } from "../../rollouts/alert.ts";
import { createRollout } from "../../rollouts/create-rollout.ts";
import { requireRollout } from "../../rollouts/find-rollout.ts";
import { foretell, trafficOf } from "../../rollouts/preview.ts";
import { readLive, rolloutView, standingEvidence } from "../../rollouts/read-rollout.ts";
import { reportText } from "../../rollouts/report-text.ts";
import type { Role } from "../../storage/authority.ts";
import type { Api } from "../env.ts";
import { CONFIGURATION, ENVIRONMENT, inEnvironment, ofConfiguration } from "../request/paths.ts";
import { wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import {
  rolloutCreatedSchema,
  rolloutDraftSchema,
  rolloutPointsSchema,
  rolloutPreviewSchema,
  rolloutSchema,
  rolloutStandingSchema,
} from "../schemas/rollout.ts";
import { reasonSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const ROLLOUTS = `${CONFIGURATION}/rollouts` as const;
const ROLLOUT = `${ROLLOUTS}/{rollout}` as const;
const ofRollout = ofConfiguration.extend({ rollout: z.string().max(100) });
const ALERT = "/v1/alerts/{rollout}/{secret}";

const listRollouts = route("viewer", {
  method: "get",
  path: ROLLOUTS,
  summary: "A flag's guarded rollouts in one environment",
  request: { params: ofConfiguration },
  responses: { 200: answer(z.object({ rollouts: z.array(rolloutSchema) }), "Newest first, at most 100") },
});

const listAll = route("viewer", {
  method: "get",
  path: `${ENVIRONMENT}/rollouts`,
  summary: "All flags' guarded rollouts in one environment",
  request: { params: inEnvironment },
  responses: { 200: answer(z.object({ rollouts: z.array(rolloutSchema) }), "Newest first, at most 100") },
});

const postRollout = route("editor", {
  method: "post",
  path: ROLLOUTS,
  summary: "Plan a guarded rollout: a draft, which changes nothing before its start",
  request: { params: ofConfiguration, body: body(rolloutDraftSchema.extend(reasonSchema.shape)) },
  responses: { 201: answer(rolloutCreatedSchema, "The draft, with the addresses of its alerts") },
});

const getRollout = route("viewer", {
  method: "get",
  path: ROLLOUT,
  summary: "A guarded rollout, and how it stands: each guard's evidence, why it holds, and when it may go on",
  request: { params: ofRollout },
  responses: { 200: answer(rolloutStandingSchema, "The rollout") },
});

const getPreview = route("viewer", {
  method: "get",
  path: `${ROLLOUT}/preview`,
  summary: "How long this flag's traffic needs to prove that bad events have doubled",
  request: {
    params: ofRollout,
    query: z.strictObject({
      perSecond: z.coerce
        .number()
        .gt(0)
        .max(1e9)
        .optional()
        .describe("Requests a second; without, evaluations of the last day"),
    }),
  },
  responses: { 200: answer(rolloutPreviewSchema, "For each guard and stage") },
});

const getPoints = route("viewer", {
  method: "get",
  path: `${ROLLOUT}/points`,
  summary: "Both groups and the evidence over time, for charts",
  request: {
    params: ofRollout,
    query: z.strictObject({
      since: wholeNumber.pipe(z.number().min(0)).default(0).describe("Only points after this moment"),
    }),
  },
  responses: { 200: answer(rolloutPointsSchema, "Oldest first, at most 4,000") },
});

const getReport = route("viewer", {
  method: "get",
  path: `${ROLLOUT}/report`,
  summary: "What happened, as a page to share",
  request: { params: ofRollout },
  responses: { 200: { description: "Markdown", content: { "text/markdown": { schema: z.string() } } } },
});

/** Down, or nowhere, is for whoever responds; what lets a change reach more people is for those who release. */
const ACTS: Readonly<Record<RolloutAct, { role: Role; path: string; summary: string }>> = {
  start: { role: "editor", path: "start", summary: "Start a draft: its first stage is served, guarded, from now on" },
  pause: { role: "responder", path: "pause", summary: "Stay at this stage; guards go on watching" },
  resume: { role: "editor", path: "resume", summary: "Go on climbing" },
  stepBack: { role: "responder", path: "step-back", summary: "Go back to the stage before" },
  rollBack: {
    role: "responder",
    path: "roll-back",
    summary: "Give everyone the safe variant again, and end the rollout",
  },
  stop: { role: "responder", path: "stop", summary: "End the rollout where it stands: nothing guards it any more" },
  approve: { role: "editor", path: "approve", summary: "Agree to the next stage, where the stage asks a person" },
  discard: { role: "editor", path: "discard", summary: "Drop a draft" },
};

const postAlert = route("public", {
  method: "post",
  path: ALERT,
  summary: "For Alertmanager, Grafana, Datadog: an alert that rolls its rollout back, or pauses it, when it fires",
  request: {
    params: z.object({ rollout: z.string().max(100), secret: z.string().max(200) }),
    body: body(z.looseObject({}).describe("The sender's message; one that says it is resolved does nothing")),
  },
  responses: { 200: answer(z.object({ done: z.boolean(), status: z.string() }), "Whether it did anything") },
});

export function rolloutRoutes(api: Api, { storage, rollouts }: Services): void {
  api.openapi(listRollouts, async (c) => {
    const { environment, flag } = await place(storage, c.req.valid("param"));
    const found = await storage.rollouts(environment.id, flag.id);
    return c.json({ rollouts: found.map((rollout) => rolloutView(rollout, environment.key)) }, 200);
  });

  api.openapi(listAll, async (c) => {
    const at = c.req.valid("param");
    const environment = await requireEnvironment(storage, await requireProject(storage, at.project), at.environment);
    const found = await storage.rollouts(environment.id);
    return c.json({ rollouts: found.map((rollout) => rolloutView(rollout, environment.key)) }, 200);
  });

  api.openapi(postRollout, async (c) => {
    const at = c.req.valid("param");
    const { reason, ...draft } = c.req.valid("json");
    const { rollout, secrets } = await createRollout(
      storage,
      authorOf(c.var.identity, reason),
      at,
      draft,
      rollouts.now(),
    );
    const alertPaths = Object.fromEntries(
      [...secrets].map(([key, secret]) => [key, `/v1/alerts/${rollout.id}/${secret}`]),
    );
    return c.json({ ...rolloutView(rollout, at.environment), alertPaths }, 201);
  });

  api.openapi(getRollout, async (c) => {
    const { rollout, environment } = await requireRollout(storage, c.req.valid("param"));
    const live = await readLive(storage, rollout, { now: rollouts.now(), refusal: rollouts.refusalOf(rollout.id) });
    return c.json({ ...rolloutView(rollout, environment.key), live: live ?? null }, 200);
  });

  api.openapi(getPreview, async (c) => {
    const { rollout, environment, flag } = await requireRollout(storage, c.req.valid("param"));
    const perSecond = c.req.valid("query").perSecond ?? (await trafficOf(storage, environment, flag));
    return c.json({ perSecond, harms: foretell(rollout.plan, perSecond) }, 200);
  });

  api.openapi(getPoints, async (c) => {
    const { rollout } = await requireRollout(storage, c.req.valid("param"));
    const points = await storage.rolloutStore.points(rollout.id, c.req.valid("query").since);
    return c.json({ guards: rollout.plan.guards.map(({ key }) => key), points }, 200);
  });

  api.openapi(getReport, async (c) => {
    const { rollout, environment } = await requireRollout(storage, c.req.valid("param"));
    const evidence = rollout.progress.evidence ?? (await standingEvidence(storage, rollout, rollouts.now()));
    const text = reportText(
      { ...rollout, progress: { ...rollout.progress, ...(evidence ? { evidence } : {}) } },
      environment.key,
    );
    return c.text(text, 200, { "content-type": "text/markdown; charset=utf-8" });
  });

  for (const [act, { role, path, summary }] of Object.entries(ACTS) as [RolloutAct, (typeof ACTS)[RolloutAct]][]) {
    const post = route(role, {
      method: "post",
      path: `${ROLLOUT}/${path}`,
      summary,
      request: { params: ofRollout, body: body(reasonSchema) },
      responses: { 200: answer(rolloutSchema, "The rollout as it is now") },
    });
    api.openapi(post, async (c) => {
      const at = c.req.valid("param");
      const { rollout } = await requireRollout(storage, at);
      const evidence = await standingEvidence(storage, rollout, rollouts.now());
      const author = authorOf(c.var.identity, c.req.valid("json").reason);
      const next = await actOnRollout(storage, author, at, act, {
        now: rollouts.now(),
        ...(evidence === undefined ? {} : { evidence }),
      });
      return c.json(rolloutView(next, at.environment), 200);
    });
  }

  api.openapi(postAlert, async (c) => {
    const { rollout, secret } = c.req.valid("param");
    const { done, rollout: after } = await receiveAlert(storage, rollout, secret, c.req.valid("json"), rollouts.now());
    return c.json({ done, status: after.status }, 200);
  });
}
