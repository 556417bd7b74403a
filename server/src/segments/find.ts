import { notFound } from "../projects/find.ts";
import type { Project, Reads, Segment } from "../storage/port.ts";

/** @throws SwitchyardError NOT_FOUND */
export async function requireSegment(reads: Reads, project: Project, key: string): Promise<Segment> {
  const segment = await reads.segment(project.id, key);
  if (segment === undefined) throw notFound("segment", key, `project ${project.key}`);
  return segment;
}
