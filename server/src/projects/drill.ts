import type { Author, Storage } from "../storage/port.ts";
import { requireEnvironment, requireProject } from "./find.ts";

export interface Drill {
  /** Of the environment: SDKs confirm it as they would confirm a kill. */
  version: number;
}

/**
 * Sends a change without content to every SDK of an environment: it goes the way of a kill, and nobody's answer differs.
 * Who confirms it would have confirmed a kill.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function drill(
  storage: Storage,
  author: Author,
  where: { project: string; environment: string },
): Promise<Drill> {
  const { result, change } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    return {
      result: environment,
      change: {
        action: "environment.drilled",
        projectId: project.id,
        environmentId: environment.id,
        before: null,
        after: null,
        affects: [{ environmentId: environment.id }],
      },
    };
  });
  return { version: change?.versions.get(result.id) ?? result.version };
}
