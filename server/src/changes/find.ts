import type { JsonValue } from "@switchyard/core";
import { visible } from "../auth/authority.ts";
import { notFound } from "../projects/find.ts";
import type { Authority } from "../storage/authority.ts";
import type { ChangeRecord, Environment, Project, Reads } from "../storage/port.ts";

/** @throws SwitchyardError NOT_FOUND, also for a change of another project */
export async function findChange(reads: Reads, project: Project, id: number): Promise<ChangeRecord> {
  const record = await reads.changeById(id);
  if (record?.projectId !== project.id) throw notFound("change", String(id), `project ${project.key}`);
  return record;
}

/**
 * Whether somebody may read it: a change of one environment is for those who may know of that, and one of the whole project
 * that says something of environments for those who may know of all of these.
 *
 * @param environments of the project
 */
export function isVisible(
  { action, projectId = "", environmentId, before, after }: ChangeRecord,
  authority: Authority,
  environments: readonly Environment[],
): boolean {
  if (authority.roleAt(projectId, environmentId) === undefined) return false;
  const seen = visible(authority, environments);
  if (seen.length === environments.length) return true;
  const named = [...environmentsIn(before), ...environmentsIn(after)];
  // What is proposed and scheduled without an environment's name concerns all of them.
  if (named.length === 0 && /^(request|schedule)\./.test(action)) return false;
  return named.every((key) => seen.some((environment) => environment.key === key));
}

/** The keys of environments that are named in what the log keeps of projects, members, robots, webhooks, change requests and schedules. */
function environmentsIn(side: JsonValue): JsonValue[] {
  const environments = isObject(side) ? side.environments : undefined;
  if (Array.isArray(environments)) return environments.map((one) => (isObject(one) ? (one.key ?? null) : one));
  return isObject(environments) ? Object.keys(environments) : [];
}

const isObject = (value: JsonValue | undefined): value is { [name: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws SwitchyardError NOT_FOUND, also for a change that one may not know of */
export async function findVisibleChange(
  reads: Reads,
  authority: Authority,
  project: Project,
  id: number,
): Promise<ChangeRecord> {
  const record = await findChange(reads, project, id);
  if (isVisible(record, authority, await reads.environments(project.id))) return record;
  throw notFound("change", String(id), `project ${project.key}`);
}
