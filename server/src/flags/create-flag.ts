import { SwitchyardError } from "../errors.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, Flag, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { checkFlag } from "./check.ts";
import { refuseDamaged } from "./damage.ts";
import { asJson } from "./json.ts";
import { type FlagInput, newConfiguration, newFlag } from "./new-flag.ts";
import { requireRoom } from "./require-room.ts";

/**
 * Makes a flag, disabled in every environment of the project.
 *
 * @throws SwitchyardError NOT_FOUND, ALREADY_EXISTS, DAMAGED, INVALID_FLAG, LIMIT_REACHED
 */
export async function createFlag(
  storage: Storage,
  author: Author,
  where: { project: string },
  input: FlagInput,
): Promise<Flag> {
  return (await storage.change(author, (tx) => createFlagStep(where, input)(tx, author))).result;
}

/** The same as a part of a change. */
export function createFlagStep(where: { project: string }, input: FlagInput): Step<Flag> {
  return async (tx) => {
    const project = await requireProject(tx, where.project);
    const flags = await tx.flags(project.id);
    const same = flags.find(({ key }) => key === input.key);
    if (same) {
      const archived = same.archived ? " It is archived: bring it back, or choose another key." : "";
      throw new SwitchyardError(
        "ALREADY_EXISTS",
        `There is a flag ${JSON.stringify(input.key)} in project ${project.key} already.${archived}`,
      );
    }
    await refuseDamaged(tx, project, "flag", input.key);
    requireRoom(project, flags);
    const flag = newFlag(project, input);
    const environments = await tx.environments(project.id);
    for (const { id } of environments.slice(0, 1)) await checkFlag(tx, id, flag, newConfiguration(flag, id));
    await tx.insertFlag(flag);
    for (const { id } of environments) await tx.putConfiguration(newConfiguration(flag, id));
    const { id: _id, projectId: _projectId, ...after } = flag;
    return {
      result: flag,
      change: {
        action: "flag.created",
        projectId: project.id,
        flag: flag.key,
        before: null,
        after: asJson(after),
        affects: environments.map(({ id }) => ({ environmentId: id, flags: [flag.key] })),
      },
    };
  };
}
