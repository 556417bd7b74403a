import { z } from "@hono/zod-openapi";
import { visible } from "../../auth/authority.ts";
import { authorOf, type Identity, namesOf } from "../../auth/identity.ts";
import { createFlag } from "../../flags/create-flag.ts";
import { requireFlag } from "../../flags/find.ts";
import { findQuarantined } from "../../flags/find-quarantined.ts";
import { findFlags, SORTS } from "../../flags/search/find-flags.ts";
import { FlagIndex } from "../../flags/search/flag-index.ts";
import { updateFlag } from "../../flags/update-flag.ts";
import { requireProject, requireVisible } from "../../projects/find.ts";
import type { Flag, Storage } from "../../storage/port.ts";
import type { Api } from "../env.ts";
import { readRevision } from "../request/if-match.ts";
import { FLAG, FLAGS, inProject, ofFlag, PROJECT } from "../request/paths.ts";
import { pageSize, wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import { flagCreateSchema, flagPatchSchema, flagSchema, quarantinedSchema, reasonSchema, search } from "../schemas.ts";
import type { Services } from "../services.ts";
import { flagView } from "../views/views.ts";

const PAGE = { default: 100, max: 500 };

const paging = {
  page: wholeNumber.pipe(z.number().min(1)).default(1),
  limit: pageSize(PAGE),
};
const next = z.number().int().nullable().describe("The next `page`; null on the last");
const nextOf = ({ page, limit }: { page: number; limit: number }, total: number) =>
  page * limit < total ? page + 1 : null;

const listQuery = z.strictObject({
  search: search.default("").describe('Words and terms: `env:production state:ramping owner:me "free words"`'),
  sort: z.enum(SORTS).default("best").describe("`best` puts flags that are named so before those that mention it"),
  ...paging,
  archived: z
    .enum(["true", "false", "all"])
    .default("false")
    .describe("Whether to list archived flags instead of the others, or both"),
});

const listFlags = route("viewer", {
  method: "get",
  path: FLAGS,
  summary: "A page of the flags that a search finds, each with its configuration in every environment",
  request: { params: inProject, query: listQuery },
  responses: {
    200: answer(
      z.object({
        flags: z.array(flagSchema),
        total: z.number().int().describe("How many the search finds, on all pages"),
        next,
      }),
      "The page",
    ),
  },
});

const listQuarantined = route("viewer", {
  method: "get",
  path: `${PROJECT}/quarantine`,
  summary: "What is damaged in the database and therefore not served; looking costs as much as snapshots do",
  request: {
    params: inProject,
    query: z.strictObject({
      environment: z.string().optional().describe("Only what is damaged in this one"),
      ...paging,
    }),
  },
  responses: {
    200: answer(
      z.object({
        quarantined: z.array(quarantinedSchema).describe("By kind and key"),
        total: z.number().int().describe("How many there are, on all pages"),
        next,
      }),
      "A page of what is damaged",
    ),
  },
});

const postFlag = route("editor", {
  method: "post",
  path: FLAGS,
  summary: "Make a flag, disabled in every environment",
  request: { params: inProject, body: body(flagCreateSchema) },
  responses: { 201: answer(flagSchema, "The new flag") },
});

const getFlag = route("viewer", {
  method: "get",
  path: FLAG,
  summary: "One flag with its configuration in every environment",
  request: { params: ofFlag },
  responses: { 200: answer(flagSchema, "The flag") },
});

const patchFlag = route("editor", {
  method: "patch",
  path: FLAG,
  summary: "Edit what a flag is in every environment alike; `archived: false` brings it back",
  request: {
    params: ofFlag,
    headers: z.object({ "if-match": z.string().optional().describe("The `revision` that was seen, or *") }),
    body: body(flagPatchSchema),
  },
  responses: { 200: answer(flagSchema, "The flag as it is now") },
});

const deleteFlag = route("editor", {
  method: "delete",
  path: FLAG,
  summary: "Archive a flag: SDKs no longer get it",
  request: { params: ofFlag, query: reasonSchema },
  responses: { 200: answer(flagSchema, "The archived flag") },
});

export function flagRoutes(api: Api, { storage }: Services): void {
  const index = new FlagIndex(storage);

  api.openapi(listFlags, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const query = { ...c.req.valid("query"), me: namesOf(c.var.identity) };
    const environments = visible(c.var.identity.authority, await storage.environments(project.id));
    const { flags, total } = await findFlags(storage, index, project, environments, query);
    const views = flags.map(({ flag, configurations }) => flagView(flag, environments, configurations));
    return c.json({ flags: views, total, next: nextOf(query, total) }, 200);
  });

  api.openapi(listQuarantined, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { environment: key, ...query } = c.req.valid("query");
    const { authority } = c.var.identity;
    const environments =
      key === undefined
        ? visible(authority, await storage.environments(project.id))
        : [await requireVisible(storage, authority, project, key)];
    const { quarantined, total } = await findQuarantined(storage, environments, query);
    return c.json({ quarantined, total, next: nextOf(query, total) }, 200);
  });

  api.openapi(postFlag, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const flag = await createFlag(storage, authorOf(c.var.identity, reason), c.req.valid("param"), input);
    return c.json(await wholeView(storage, flag, c.var.identity), 201);
  });

  api.openapi(getFlag, async (c) => {
    const { project: key, flag } = c.req.valid("param");
    const project = await requireProject(storage, key);
    return c.json(await wholeView(storage, await requireFlag(storage, project, flag), c.var.identity), 200);
  });

  api.openapi(patchFlag, async (c) => {
    const { reason, ...patch } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    const seen = readRevision(c.req.valid("header")["if-match"]);
    const flag = await updateFlag(storage, author, c.req.valid("param"), patch, seen);
    return c.json(await wholeView(storage, flag, c.var.identity), 200);
  });

  api.openapi(deleteFlag, async (c) => {
    const flag = await updateFlag(
      storage,
      authorOf(c.var.identity, c.req.valid("query").reason),
      c.req.valid("param"),
      { archived: true },
    );
    return c.json(await wholeView(storage, flag, c.var.identity), 200);
  });
}

async function wholeView(storage: Storage, flag: Flag, { authority }: Identity) {
  const [environments, configurations] = await Promise.all([
    storage.environments(flag.projectId),
    storage.configurations(flag.id),
  ]);
  return flagView(flag, visible(authority, environments), configurations);
}
