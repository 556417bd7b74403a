import { z } from "@hono/zod-openapi";
import type { Identity } from "../../auth/identity.ts";
import { SwitchyardError } from "../../errors.ts";
import { requireProject } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import { savedViewInputSchema, savedViewSchema, viewName } from "../schemas.ts";
import type { Services } from "../services.ts";

const VIEWS = `${PROJECT}/views` as const;
export const MAX_VIEWS = 100;

const list = z.object({ views: z.array(savedViewSchema) });
const ofView = inProject.extend({ name: viewName });

const listViews = route("viewer", {
  method: "get",
  path: VIEWS,
  summary: "The searches that you have kept in a project; a token has none",
  request: { params: inProject },
  responses: { 200: answer(list, "Your views by name") },
});

const putView = route("viewer", {
  method: "put",
  path: `${VIEWS}/{name}`,
  summary: "Keep a search of the flags list under a name, for yourself",
  request: { params: ofView, body: body(savedViewInputSchema) },
  responses: { 200: answer(list, "Your views now") },
});

const deleteView = route("viewer", {
  method: "delete",
  path: `${VIEWS}/{name}`,
  summary: "Forget a search that you have kept",
  request: { params: ofView },
  responses: { 200: answer(list, "Your views now") },
});

export function viewRoutes(api: Api, { storage }: Services): void {
  const { accounts } = storage;
  const read = async (userId: string, projectId: string) => ({
    views: (await accounts.savedViews(userId, projectId)).map(({ name, search }) => ({ name, search })),
  });

  api.openapi(listViews, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { identity } = c.var;
    return c.json(identity.kind === "user" ? await read(identity.user.id, project.id) : { views: [] }, 200);
  });

  api.openapi(putView, async (c) => {
    const { project: key, name } = c.req.valid("param");
    const project = await requireProject(storage, key);
    const userId = requirePerson(c.var.identity);
    const views = await accounts.savedViews(userId, project.id);
    if (views.length >= MAX_VIEWS && !views.some((view) => view.name === name)) {
      throw new SwitchyardError("LIMIT_REACHED", `A person may keep at most ${MAX_VIEWS} views in a project`);
    }
    await accounts.putSavedView({ userId, projectId: project.id, name, search: c.req.valid("json").search });
    return c.json(await read(userId, project.id), 200);
  });

  api.openapi(deleteView, async (c) => {
    const { project: key, name } = c.req.valid("param");
    const project = await requireProject(storage, key);
    const userId = requirePerson(c.var.identity);
    await accounts.deleteSavedView(userId, project.id, name);
    return c.json(await read(userId, project.id), 200);
  });
}

function requirePerson(identity: Identity): string {
  if (identity.kind === "user") return identity.user.id;
  throw new SwitchyardError("WRONG_CREDENTIAL", "Saved views are for people who are signed in, not for a token");
}
