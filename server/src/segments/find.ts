import { refuseDamaged } from "../flags/damage.ts";
import { notFound } from "../projects/find.ts";
import type { Project, Reads, Segment } from "../storage/port.ts";

/** @throws SwitchyardError NOT_FOUND, DAMAGED */
export async function requireSegment(reads: Reads, project: Project, key: string): Promise<Segment> {
  const segment = await reads.segment(project.id, key);
  if (segment !== undefined) return segment;
  await refuseDamaged(reads, project, "segment", key);
  throw notFound("segment", key, `project ${project.key}`);
}
