import { z } from "@hono/zod-openapi";
import { authorOf } from "../auth/identity.ts";
import { createFlag } from "../flags/create-flag.ts";
import { requireFlag } from "../flags/find.ts";
import { QuarantineBook } from "../flags/quarantine-book.ts";
import { updateFlag } from "../flags/update-flag.ts";
import { requireProject } from "../projects/find.ts";
import type { Flag, FlagConfiguration, Storage } from "../storage/port.ts";
import type { Api } from "./env.ts";
import { FLAG, FLAGS, inProject, ofFlag } from "./paths.ts";
import { answer, body, route } from "./route.ts";
import { flagCreateSchema, flagPatchSchema, flagSchema, quarantinedSchema } from "./schemas.ts";
import type { Services } from "./services.ts";
import { flagView } from "./views.ts";

const archivedQuery = z.strictObject({
  archived: z
    .enum(["true", "false", "all"])
    .default("false")
    .describe("Whether to list archived flags instead of the others, or both"),
});

const listFlags = route("admin", {
  method: "get",
  path: FLAGS,
  summary: "The flags of a project, each with its configuration in every environment",
  request: { params: inProject, query: archivedQuery },
  responses: {
    200: answer(
      z.object({ flags: z.array(flagSchema), quarantined: z.array(quarantinedSchema) }),
      "The flags, and what is damaged in the database",
    ),
  },
});

const postFlag = route("admin", {
  method: "post",
  path: FLAGS,
  summary: "Make a flag, disabled in every environment",
  request: { params: inProject, body: body(flagCreateSchema) },
  responses: { 201: answer(flagSchema, "The new flag") },
});

const getFlag = route("admin", {
  method: "get",
  path: FLAG,
  summary: "One flag with its configuration in every environment",
  request: { params: ofFlag },
  responses: { 200: answer(flagSchema, "The flag") },
});

const patchFlag = route("admin", {
  method: "patch",
  path: FLAG,
  summary: "Edit what a flag is in every environment alike; `archived: false` brings it back",
  request: { params: ofFlag, body: body(flagPatchSchema) },
  responses: { 200: answer(flagSchema, "The flag as it is now") },
});

const deleteFlag = route("admin", {
  method: "delete",
  path: FLAG,
  summary: "Archive a flag: SDKs no longer get it",
  request: { params: ofFlag },
  responses: { 200: answer(flagSchema, "The archived flag") },
});

export function flagRoutes(api: Api, { storage }: Services): void {
  const book = new QuarantineBook(storage);

  api.openapi(listFlags, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { archived } = c.req.valid("query");
    const [flags, environments, configurations] = await Promise.all([
      storage.flags(project.id),
      storage.environments(project.id),
      storage.allConfigurations(project.id),
    ]);
    const byFlag = new Map<string, FlagConfiguration[]>(flags.map(({ id }) => [id, []]));
    for (const configuration of configurations) byFlag.get(configuration.flagId)?.push(configuration);
    const listed = flags.filter((flag) => archived === "all" || String(flag.archived) === archived);
    const views = listed.map((flag) => flagView(flag, environments, byFlag.get(flag.id) ?? []));
    const quarantined = await book.read(environments, flags, configurations);
    return c.json({ flags: views, quarantined }, 200);
  });

  api.openapi(postFlag, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const flag = await createFlag(storage, authorOf(c.var.identity, reason), c.req.valid("param"), input);
    return c.json(await wholeView(storage, flag), 201);
  });

  api.openapi(getFlag, async (c) => {
    const { project: key, flag } = c.req.valid("param");
    const project = await requireProject(storage, key);
    return c.json(await wholeView(storage, await requireFlag(storage, project, flag)), 200);
  });

  api.openapi(patchFlag, async (c) => {
    const { reason, ...patch } = c.req.valid("json");
    const flag = await updateFlag(storage, authorOf(c.var.identity, reason), c.req.valid("param"), patch);
    return c.json(await wholeView(storage, flag), 200);
  });

  api.openapi(deleteFlag, async (c) => {
    const flag = await updateFlag(storage, authorOf(c.var.identity), c.req.valid("param"), { archived: true });
    return c.json(await wholeView(storage, flag), 200);
  });
}

async function wholeView(storage: Storage, flag: Flag) {
  const [environments, configurations] = await Promise.all([
    storage.environments(flag.projectId),
    storage.configurations(flag.id),
  ]);
  return flagView(flag, environments, configurations);
}
