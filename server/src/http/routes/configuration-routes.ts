import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { configurationView } from "../../flags/configuration-view.ts";
import { configureFlag } from "../../flags/configure-flag.ts";
import { type FlagPlace, locate } from "../../flags/find.ts";
import { killByTag } from "../../flags/kill-by-tag.ts";
import { killFlag } from "../../flags/kill-flag.ts";
import { restoreFlag } from "../../flags/restore-flag.ts";
import { stepBack } from "../../flags/step-back.ts";
import type { FlagConfiguration } from "../../storage/port.ts";
import type { Api } from "../env.ts";
import { readIfMatch } from "../request/if-match.ts";
import { CONFIGURATION, ENVIRONMENT, inEnvironment, ofConfiguration } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import {
  configurationInputSchema,
  configurationSchema,
  killByTagSchema,
  killedByTagSchema,
  reasonSchema,
  receiptsSchema,
  stepBackSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";

const getConfiguration = route("viewer", {
  method: "get",
  path: CONFIGURATION,
  summary: "A flag's configuration in one environment; ETag is its version",
  request: { params: ofConfiguration },
  responses: { 200: answer(configurationSchema, "The configuration") },
});

const putConfiguration = route("responder", {
  method: "put",
  path: CONFIGURATION,
  summary: "Replace a flag's configuration; a kill stays in force",
  request: {
    params: ofConfiguration,
    headers: z.object({ "if-match": z.string().optional().describe("The version that was seen, or *") }),
    body: body(configurationInputSchema),
  },
  responses: { 200: answer(configurationSchema, "The configuration as it is now") },
});

const postKill = route("responder", {
  method: "post",
  path: `${CONFIGURATION}/kill`,
  summary: "Give everyone the off variant, at once and until restored; idempotent",
  request: { params: ofConfiguration, body: body(reasonSchema) },
  responses: { 200: answer(configurationSchema, "The configuration, killed") },
});

const postKillByTag = route("responder", {
  method: "post",
  path: `${ENVIRONMENT}/kill`,
  summary: "Kill every flag that carries a tag, all or none; idempotent",
  request: { params: inEnvironment, body: body(killByTagSchema) },
  responses: { 200: answer(killedByTagSchema, "What is killed now") },
});

const postRestore = route("editor", {
  method: "post",
  path: `${CONFIGURATION}/restore`,
  summary: "End a kill: the configuration decides again; idempotent",
  request: { params: ofConfiguration, body: body(reasonSchema) },
  responses: { 200: answer(configurationSchema, "The configuration, no longer killed") },
});

const postStepBack = route("responder", {
  method: "post",
  path: `${CONFIGURATION}/step-back`,
  summary: "Lower every rollout that is above a percentage to it; needs no version, and never raises",
  request: { params: ofConfiguration, body: body(stepBackSchema) },
  responses: { 200: answer(configurationSchema, "The configuration as it is now") },
});

const getReceipts = route("viewer", {
  method: "get",
  path: `${CONFIGURATION}/receipts`,
  summary: "Which connected SDKs confirmed the last change of this flag",
  request: { params: ofConfiguration },
  responses: { 200: answer(receiptsSchema, "What the SDKs said themselves") },
});

export function configurationRoutes(api: Api, { storage, live }: Services): void {
  const view = (place: FlagPlace, configuration: FlagConfiguration) =>
    configurationView(place.flag, place.environment, configuration);
  const etag = ({ version }: FlagConfiguration) => ({ etag: `"${version}"` });

  api.openapi(getConfiguration, async (c) => {
    const place = c.req.valid("param");
    const { configuration } = await locate(storage, place);
    return c.json(view(place, configuration), 200, etag(configuration));
  });

  api.openapi(putConfiguration, async (c) => {
    const place = c.req.valid("param");
    const { reason, ...input } = c.req.valid("json");
    const seen = readIfMatch(c.req.valid("header")["if-match"]);
    const configuration = await configureFlag(storage, authorOf(c.var.identity, reason), place, seen, input);
    return c.json(view(place, configuration), 200, etag(configuration));
  });

  api.openapi(postKill, async (c) => {
    const place = c.req.valid("param");
    const author = authorOf(c.var.identity, c.req.valid("json").reason);
    const configuration = await killFlag(storage, author, place);
    return c.json(view(place, configuration), 200, etag(configuration));
  });

  api.openapi(postKillByTag, async (c) => {
    const { tag, reason } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    return c.json({ tag, ...(await killByTag(storage, author, c.req.valid("param"), tag)) }, 200);
  });

  api.openapi(postRestore, async (c) => {
    const place = c.req.valid("param");
    const author = authorOf(c.var.identity, c.req.valid("json").reason);
    const configuration = await restoreFlag(storage, author, place);
    return c.json(view(place, configuration), 200, etag(configuration));
  });

  api.openapi(postStepBack, async (c) => {
    const place = c.req.valid("param");
    const { percentage, reason } = c.req.valid("json");
    const configuration = await stepBack(storage, authorOf(c.var.identity, reason), place, percentage);
    return c.json(view(place, configuration), 200, etag(configuration));
  });

  api.openapi(getReceipts, async (c) => {
    const { environment, configuration } = await locate(storage, c.req.valid("param"));
    return c.json(await live.receipts(environment.id, configuration.version), 200);
  });
}
