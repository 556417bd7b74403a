import { SwitchyardError } from "../errors.ts";
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

/** Names what was looked for, and where. */
export function notFound(kind: string, key: string, place?: string): SwitchyardError {
  return new SwitchyardError("NOT_FOUND", `There is no ${kind} ${JSON.stringify(key)}${place ? ` in ${place}` : ""}`);
}
