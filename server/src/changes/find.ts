import { notFound } from "../projects/find.ts";
import type { ChangeRecord, Project, Reads } from "../storage/port.ts";

/** @throws SwitchyardError NOT_FOUND, also for a change of another project */
export async function findChange(reads: Reads, project: Project, id: number): Promise<ChangeRecord> {
  const record = await reads.changeById(id);
  if (record?.projectId !== project.id) throw notFound("change", String(id), `project ${project.key}`);
  return record;
}
