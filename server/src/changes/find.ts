import { notFound } from "../projects/find.ts";
import type { Authority } from "../storage/authority.ts";
import type { ChangeRecord, Project, Reads } from "../storage/port.ts";

/** @throws SwitchyardError NOT_FOUND, also for a change of another project */
export async function findChange(reads: Reads, project: Project, id: number): Promise<ChangeRecord> {
  const record = await reads.changeById(id);
  if (record?.projectId !== project.id) throw notFound("change", String(id), `project ${project.key}`);
  return record;
}

/** Whether somebody may read it: a change of one environment is for those who may know of that. */
export const isVisible = ({ projectId = "", environmentId }: ChangeRecord, authority: Authority): boolean =>
  authority.roleAt(projectId, environmentId) !== undefined;

/** @throws SwitchyardError NOT_FOUND, also for a change of an environment that one may not know of */
export async function findVisibleChange(
  reads: Reads,
  authority: Authority,
  project: Project,
  id: number,
): Promise<ChangeRecord> {
  const record = await findChange(reads, project, id);
  if (isVisible(record, authority)) return record;
  throw notFound("change", String(id), `project ${project.key}`);
}
