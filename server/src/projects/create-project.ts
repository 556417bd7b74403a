import { randomUUID } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import { DEFAULT_ENVIRONMENTS } from "../storage/default-project.ts";
import type { Author, Environment, Project, Storage } from "../storage/port.ts";

export const MAX_PROJECTS = 200;

/**
 * Makes a project with the three usual environments.
 *
 * @throws SwitchyardError ALREADY_EXISTS, LIMIT_REACHED
 */
export async function createProject(
  storage: Storage,
  author: Author,
  input: { key: string; name?: string },
): Promise<Project> {
  const committed = await storage.change(author, async (tx) => {
    const projects = await tx.projects();
    if (projects.some(({ key }) => key === input.key)) {
      throw new SwitchyardError("ALREADY_EXISTS", `There is a project ${JSON.stringify(input.key)} already`);
    }
    if (projects.length >= MAX_PROJECTS) {
      throw new SwitchyardError("LIMIT_REACHED", `There may be at most ${MAX_PROJECTS} projects, all are in use`);
    }
    const project: Project = {
      id: randomUUID(),
      key: input.key,
      name: input.name ?? input.key,
      createdAt: Date.now(),
    };
    await tx.insertProject(project);
    for (const environment of DEFAULT_ENVIRONMENTS) await tx.insertEnvironment(newEnvironment(project, environment));
    const after = {
      key: project.key,
      name: project.name,
      environments: DEFAULT_ENVIRONMENTS.map((environment) => ({ ...environment })),
    };
    return {
      result: project,
      change: { action: "project.created", projectId: project.id, before: null, after, affects: [] },
    };
  });
  return committed.result;
}

export function newEnvironment(
  project: Project,
  { key, name, protected: isProtected }: { key: string; name: string; protected: boolean },
): Environment {
  return { id: randomUUID(), projectId: project.id, key, name, protected: isProtected, version: 0 };
}
