import { notFound, requireEnvironment, requireProject } from "../projects/find.ts";
import type { Environment, Flag, FlagConfiguration, Project, Reads } from "../storage/port.ts";

/** A flag's place: which project, and which environment of it. */
export interface FlagPlace {
  project: string;
  environment: string;
  flag: string;
}

/** @throws SwitchyardError NOT_FOUND */
export async function requireFlag(reads: Reads, project: Project, key: string): Promise<Flag> {
  const flag = await reads.flag(project.id, key);
  if (flag === undefined) throw notFound("flag", key, `project ${project.key}`);
  return flag;
}

export interface Located {
  project: Project;
  environment: Environment;
  flag: Flag;
  configuration: FlagConfiguration;
}

/** @throws SwitchyardError NOT_FOUND */
export async function locate(reads: Reads, place: FlagPlace): Promise<Located> {
  const project = await requireProject(reads, place.project);
  const environment = await requireEnvironment(reads, project, place.environment);
  const flag = await requireFlag(reads, project, place.flag);
  const configuration = await reads.configuration(flag.id, environment.id);
  if (configuration === undefined) {
    // Every flag has one in every environment; only a damaged row leaves a gap.
    throw notFound("readable configuration of flag", flag.key, `environment ${environment.key}`);
  }
  return { project, environment, flag, configuration };
}
