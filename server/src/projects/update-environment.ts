import type { Author, Environment, Storage } from "../storage/port.ts";
import { requireEnvironment, requireProject } from "./find.ts";

/**
 * Renames an environment, or changes whether it is protected. Its key stays: code and scripts name it.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function updateEnvironment(
  storage: Storage,
  author: Author,
  where: { project: string; environment: string },
  patch: { name?: string; protected?: boolean },
): Promise<Environment> {
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const updated: Environment = {
      ...environment,
      name: patch.name ?? environment.name,
      protected: patch.protected ?? environment.protected,
    };
    if (updated.name === environment.name && updated.protected === environment.protected)
      return { result: environment };
    await tx.updateEnvironment(updated);
    return {
      result: updated,
      change: {
        action: "environment.updated",
        projectId: project.id,
        environmentId: environment.id,
        before: { name: environment.name, protected: environment.protected },
        after: { name: updated.name, protected: updated.protected },
        affects: [],
      },
    };
  });
  return committed.result;
}
