import { SwitchyardError } from "../errors.ts";
import { newConfiguration } from "../flags/new-flag.ts";
import type { Author, Environment, Storage } from "../storage/port.ts";
import { newEnvironment } from "./create-project.ts";
import { requireProject } from "./find.ts";

export const MAX_ENVIRONMENTS = 50;

/**
 * Adds an environment, in which every flag of the project starts disabled.
 *
 * @throws SwitchyardError NOT_FOUND, ALREADY_EXISTS, LIMIT_REACHED
 */
export async function createEnvironment(
  storage: Storage,
  author: Author,
  where: { project: string },
  input: { key: string; name?: string; protected: boolean },
): Promise<Environment> {
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environments = await tx.environments(project.id);
    if (environments.some(({ key }) => key === input.key)) {
      throw new SwitchyardError(
        "ALREADY_EXISTS",
        `There is an environment ${JSON.stringify(input.key)} in project ${project.key} already`,
      );
    }
    if (environments.length >= MAX_ENVIRONMENTS) {
      throw new SwitchyardError(
        "LIMIT_REACHED",
        `A project may have at most ${MAX_ENVIRONMENTS} environments, ${project.key} has them`,
      );
    }
    const environment = newEnvironment(project, { ...input, name: input.name ?? input.key });
    await tx.insertEnvironment(environment);
    const flags = await tx.flags(project.id);
    for (const flag of flags) await tx.putConfiguration(newConfiguration(flag, environment.id));
    return {
      result: environment,
      change: {
        action: "environment.created",
        projectId: project.id,
        environmentId: environment.id,
        before: null,
        after: { key: environment.key, name: environment.name, protected: environment.protected },
        affects: flags.length > 0 ? [{ environmentId: environment.id, flags: flags.map(({ key }) => key) }] : [],
      },
    };
  });
  return { ...committed.result, version: committed.change?.versions.get(committed.result.id) ?? 0 };
}
