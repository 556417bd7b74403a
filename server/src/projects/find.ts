import { SwitchyardError } from "../errors.ts";
import type { Authority } from "../storage/authority.ts";
import type { Environment, Project, Reads } from "../storage/port.ts";

/** @throws SwitchyardError NOT_FOUND */
export async function requireProject(reads: Reads, key: string): Promise<Project> {
  const project = await reads.project(key);
  if (project === undefined) throw notFound("project", key);
  return project;
}

/** @throws SwitchyardError NOT_FOUND */
export async function requireEnvironment(reads: Reads, project: Project, key: string): Promise<Environment> {
  const environment = await reads.environment(project.id, key);
  if (environment === undefined) throw notFound("environment", key, `project ${project.key}`);
  return environment;
}

/**
 * The same for who may know of it; whoever may not gets the answer that there is none.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function requireVisible(reads: Reads, authority: Authority, project: Project, key: string) {
  const environment = await requireEnvironment(reads, project, key);
  if (authority.roleAt(project.id, environment.id) !== undefined) return environment;
  throw notFound("environment", key, `project ${project.key}`);
}

/** Names what was looked for, and where. */
export function notFound(kind: string, key: string, place?: string): SwitchyardError {
  return new SwitchyardError("NOT_FOUND", `There is no ${kind} ${JSON.stringify(key)}${place ? ` in ${place}` : ""}`);
}
