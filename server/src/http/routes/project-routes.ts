import { z } from "@hono/zod-openapi";
import { visible } from "../../auth/authority.ts";
import { authorOf } from "../../auth/identity.ts";
import { createEnvironment } from "../../projects/create-environment.ts";
import { createProject } from "../../projects/create-project.ts";
import { requireProject } from "../../projects/find.ts";
import { updateEnvironment } from "../../projects/update-environment.ts";
import { updateProject } from "../../projects/update-project.ts";
import type { Api } from "../env.ts";
import { ENVIRONMENT, ENVIRONMENTS, inEnvironment, inProject, PROJECT, PROJECTS } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import {
  environmentCreateSchema,
  environmentPatchSchema,
  environmentSchema,
  projectCreateSchema,
  projectPatchSchema,
  projectSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";
import { environmentView, projectView } from "../views/views.ts";

const listProjects = route("known", {
  method: "get",
  path: PROJECTS,
  summary: "The projects that you have a role in, with the environments that you may see",
  responses: { 200: answer(z.object({ projects: z.array(projectSchema) }), "The projects") },
});

const postProject = route("owner", {
  method: "post",
  path: PROJECTS,
  summary: "Make a project with the environments development, staging and production",
  request: { body: body(projectCreateSchema) },
  responses: { 201: answer(projectSchema, "The new project") },
});

const getProject = route("viewer", {
  method: "get",
  path: PROJECT,
  summary: "One project",
  request: { params: inProject },
  responses: { 200: answer(projectSchema, "The project") },
});

const patchProject = route("admin", {
  method: "patch",
  path: PROJECT,
  summary: "Rename a project",
  request: { params: inProject, body: body(projectPatchSchema) },
  responses: { 200: answer(projectSchema, "The project as it is now") },
});

const listEnvironments = route("viewer", {
  method: "get",
  path: ENVIRONMENTS,
  summary: "The environments of a project",
  request: { params: inProject },
  responses: { 200: answer(z.object({ environments: z.array(environmentSchema) }), "The environments") },
});

const postEnvironment = route("admin", {
  method: "post",
  path: ENVIRONMENTS,
  summary: "Add an environment, in which every flag starts disabled",
  request: { params: inProject, body: body(environmentCreateSchema) },
  responses: { 201: answer(environmentSchema, "The new environment") },
});

const patchEnvironment = route("admin", {
  method: "patch",
  path: ENVIRONMENT,
  summary: "Rename an environment, or change whether it is protected",
  request: { params: inEnvironment, body: body(environmentPatchSchema) },
  responses: { 200: answer(environmentSchema, "The environment as it is now") },
});

export function projectRoutes(api: Api, { storage }: Services): void {
  api.openapi(listProjects, async (c) => {
    const [projects, environments] = await Promise.all([storage.projects(), storage.allEnvironments()]);
    const { authority } = c.var.identity;
    const views = projects
      .filter(({ id }) => authority.roleAt(id) !== undefined)
      .map((project) => {
        const its = environments.filter(({ projectId }) => projectId === project.id);
        return projectView(project, its, authority);
      });
    return c.json({ projects: views }, 200);
  });

  api.openapi(postProject, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const project = await createProject(storage, authorOf(c.var.identity, reason), input);
    return c.json(projectView(project, await storage.environments(project.id), c.var.identity.authority), 201);
  });

  api.openapi(getProject, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    return c.json(projectView(project, await storage.environments(project.id), c.var.identity.authority), 200);
  });

  api.openapi(patchProject, async (c) => {
    const { reason, ...patch } = c.req.valid("json");
    const project = await updateProject(storage, authorOf(c.var.identity, reason), c.req.valid("param"), patch);
    return c.json(projectView(project, await storage.environments(project.id), c.var.identity.authority), 200);
  });

  api.openapi(listEnvironments, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { authority } = c.var.identity;
    const environments = visible(authority, await storage.environments(project.id));
    return c.json({ environments: environments.map((one) => environmentView(one, authority)) }, 200);
  });

  api.openapi(postEnvironment, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    const environment = await createEnvironment(storage, author, c.req.valid("param"), input);
    return c.json(environmentView(environment, c.var.identity.authority), 201);
  });

  api.openapi(patchEnvironment, async (c) => {
    const { reason, ...patch } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    const environment = await updateEnvironment(storage, author, c.req.valid("param"), patch);
    return c.json(environmentView(environment, c.var.identity.authority), 200);
  });
}
