import { isDeepStrictEqual } from "node:util";
import { requireProject } from "../projects/find.ts";
import type { Action, Author, Flag, FlagConfiguration, Project, Storage, Transaction } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { checkFlag } from "./check.ts";
import { requireFlag } from "./find.ts";
import { requireUnused } from "./in-use.ts";
import { asJson } from "./json.ts";
import { requireRoom } from "./require-room.ts";
import { requireRevision } from "./revision.ts";

export type FlagPatch = Partial<
  Pick<Flag, "name" | "description" | "variants" | "tags" | "owner" | "lifetime" | "clientSide" | "archived">
>;

/** What SDKs see of a flag besides its configuration: an edit of these reaches every environment. */
const SEEN_BY_SDKS: readonly (keyof FlagPatch)[] = ["variants", "clientSide", "archived"];

/**
 * Edits what a flag is in every environment alike, archives it or brings it back.
 *
 * @param seen the revision that the author saw; without it, whatever else was edited meanwhile stays
 * @throws SwitchyardError NOT_FOUND, DAMAGED, VERSION_CONFLICT, IN_USE naming the users, INVALID_FLAG when a configuration would no longer
 * fit, LIMIT_REACHED
 */
export async function updateFlag(
  storage: Storage,
  author: Author,
  where: { project: string; flag: string },
  patch: FlagPatch,
  seen?: string,
): Promise<Flag> {
  return (await storage.change(author, (tx) => updateFlagStep(where, patch, seen)(tx, author))).result;
}

/** The same as a part of a change. */
export function updateFlagStep(where: { project: string; flag: string }, patch: FlagPatch, seen?: string): Step<Flag> {
  return async (tx) => {
    const project = await requireProject(tx, where.project);
    const flag = await requireFlag(tx, project, where.flag);
    if (seen !== undefined) requireRevision(flag, seen);
    const changed = changedFields(flag, patch);
    if (changed.length === 0) return { result: flag };
    const updated: Flag = { ...flag, ...pick(patch, changed) };
    await check(tx, project, flag, updated);
    await tx.updateFlag(updated);
    const environments = changed.some((field) => SEEN_BY_SDKS.includes(field)) ? await tx.environments(project.id) : [];
    return {
      result: updated,
      change: {
        action: actionOf(flag, updated),
        projectId: project.id,
        flag: flag.key,
        before: asJson(pick(flag, changed)),
        after: asJson(pick(updated, changed)),
        affects: environments.map(({ id }) => ({ environmentId: id, flags: [flag.key] })),
      },
    };
  };
}

function changedFields(flag: Flag, patch: FlagPatch): (keyof FlagPatch)[] {
  const fields = Object.keys(patch) as (keyof FlagPatch)[];
  return fields.filter((field) => patch[field] !== undefined && !isDeepStrictEqual(patch[field], flag[field]));
}

const pick = (source: FlagPatch, fields: readonly (keyof FlagPatch)[]): FlagPatch =>
  Object.fromEntries(fields.map((field) => [field, source[field]]));

function actionOf(before: Flag, after: Flag): Action {
  if (before.archived === after.archived) return "flag.updated";
  return after.archived ? "flag.archived" : "flag.unarchived";
}

async function check(tx: Transaction, project: Project, before: Flag, after: Flag): Promise<void> {
  if (after.archived) {
    if (!before.archived) await requireUnused(tx, project, `Flag ${before.key}`, { flag: before.key });
    return;
  }
  if (after.variants === before.variants && !before.archived) return;
  if (before.archived) requireRoom(project, await tx.flags(project.id));
  for (const { key } of before.variants) {
    if (after.variants.some((variant) => variant.key === key)) continue;
    await requireUnused(tx, project, `Variant ${key} of flag ${before.key}`, { flag: before.key, variant: key });
  }
  const configurations: FlagConfiguration[] = await tx.configurations(before.id);
  for (const configuration of configurations) await checkFlag(tx, configuration.environmentId, after, configuration);
}
