import type { Author, Project, Storage } from "../storage/port.ts";
import { requireProject } from "./find.ts";

/** @throws SwitchyardError NOT_FOUND */
export async function updateProject(
  storage: Storage,
  author: Author,
  where: { project: string },
  patch: { name?: string },
): Promise<Project> {
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    if (patch.name === undefined || patch.name === project.name) return { result: project };
    const updated = { ...project, name: patch.name };
    await tx.updateProject(updated);
    return {
      result: updated,
      change: {
        action: "project.updated",
        projectId: project.id,
        before: { name: project.name },
        after: { name: updated.name },
        affects: [],
      },
    };
  });
  return committed.result;
}
