import { requireUnused } from "../flags/in-use.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { requireSegment } from "./find.ts";
import { decisions } from "./save-segment.ts";

/** @throws SwitchyardError NOT_FOUND, DAMAGED, IN_USE naming the users */
export async function deleteSegment(
  storage: Storage,
  author: Author,
  where: { project: string; segment: string },
): Promise<void> {
  await storage.change(author, (tx) => deleteSegmentStep(where)(tx, author));
}

/** The same as a part of a change. */
export function deleteSegmentStep(where: { project: string; segment: string }): Step<undefined> {
  return async (tx) => {
    const project = await requireProject(tx, where.project);
    const segment = await requireSegment(tx, project, where.segment);
    await requireUnused(tx, project, `Segment ${segment.key}`, { segment: segment.key });
    await tx.deleteSegment(segment.id);
    const environments = await tx.environments(project.id);
    return {
      result: undefined,
      change: {
        action: "segment.deleted",
        projectId: project.id,
        segment: segment.key,
        before: decisions(segment),
        after: null,
        affects: environments.map(({ id }) => ({ environmentId: id, segments: [segment.key] })),
      },
    };
  };
}
