import { notFound, requireEnvironment, requireProject } from "../projects/find.ts";
import type { Environment, Flag, FlagConfiguration, Project, Reads } from "../storage/port.ts";
import { damagedConfiguration, refuseDamaged } from "./damage.ts";

/** A flag's place: which project, and which environment of it. */
export interface FlagPlace {
  project: string;
  environment: string;
  flag: string;
}

/** @throws SwitchyardError NOT_FOUND, DAMAGED */
export async function requireFlag(reads: Reads, project: Project, key: string): Promise<Flag> {
  const flag = await reads.flag(project.id, key);
  if (flag !== undefined) return flag;
  await refuseDamaged(reads, project, "flag", key);
  throw notFound("flag", key, `project ${project.key}`);
}

export interface Placed {
  project: Project;
  environment: Environment;
  flag: Flag;
  /** Every flag has one in every environment; only one that can't be read is absent. */
  configuration: FlagConfiguration | undefined;
}

export type Located = Required<Placed> & { configuration: FlagConfiguration };

/** @throws SwitchyardError NOT_FOUND, DAMAGED when the flag itself can't be read */
export async function place(reads: Reads, at: FlagPlace): Promise<Placed> {
  const project = await requireProject(reads, at.project);
  const environment = await requireEnvironment(reads, project, at.environment);
  const flag = await requireFlag(reads, project, at.flag);
  return { project, environment, flag, configuration: await reads.configuration(flag.id, environment.id) };
}

/** @throws SwitchyardError NOT_FOUND, DAMAGED */
export async function locate(reads: Reads, at: FlagPlace): Promise<Located> {
  const { configuration, ...placed } = await place(reads, at);
  if (configuration === undefined) throw await damagedConfiguration(reads, placed.environment, placed.flag.key);
  return { ...placed, configuration };
}
