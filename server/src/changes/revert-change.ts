import type { Configuration, JsonValue } from "@switchyard/core";
import type { z } from "zod";
import { SwitchyardError } from "../errors.ts";
import { configureFlag } from "../flags/configure-flag.ts";
import { type FlagPatch, updateFlag } from "../flags/update-flag.ts";
import { configurationInputSchema, flagPatchSchema, segmentInputSchema } from "../http/schemas.ts";
import { notFound, requireProject } from "../projects/find.ts";
import { saveSegment } from "../segments/save-segment.ts";
import type { Action, Author, ChangeRecord, Environment, Storage } from "../storage/port.ts";
import { findChange } from "./find.ts";

/** What to do about changes that this can't undo. */
const INSTEAD: Partial<Record<Action, string>> = {
  "flag.created": "archive the flag",
  "flag.archived": "bring the flag back (PATCH { archived: false })",
  "flag.unarchived": "archive the flag",
  "flag.killed": "restore the flag",
  "flag.restored": "kill the flag",
  "key.created": "revoke the key",
  "key.revoked": "make a new key: a revoked one stays revoked",
};

/**
 * Brings back what was before a change, through the same path as any other edit: it is checked against the present
 * state and becomes a new entry of the change log. Later changes of the same thing are overwritten too.
 *
 * @throws SwitchyardError NOT_FOUND, CANNOT_REVERT saying what to do instead, INVALID_FLAG, INVALID_SEGMENT
 */
export async function revertChange(
  storage: Storage,
  author: Author,
  where: { project: string; id: number },
): Promise<void> {
  const project = await requireProject(storage, where.project);
  const change = await findChange(storage, project, where.id);
  const environments = await storage.environments(project.id);
  // Where a reason is asked for it is a person's.
  const isAsked = await anyAsksForReason(storage, environments);
  const because: Author = isAsked ? author : { ...author, reason: author.reason ?? `revert of change ${change.id}` };
  const flag = change.flag ?? "";
  if (change.action === "flag.configured") {
    const environment = environments.find(({ id }) => id === change.environmentId);
    if (environment === undefined) throw notFound("environment", change.environmentId ?? "", `project ${project.key}`);
    const { reason: _, ...before } = stateBefore(change, configurationInputSchema);
    const next: Configuration = before;
    await configureFlag(storage, because, { project: project.key, environment: environment.key, flag }, "any", next);
  } else if (change.action === "flag.updated") {
    const { reason: _, ...before } = stateBefore(change, flagPatchSchema);
    const patch: FlagPatch = before;
    await updateFlag(storage, because, { project: project.key, flag }, patch);
  } else if (change.action === "segment.saved" && change.before !== null) {
    const { reason: _, ...before } = stateBefore(change, segmentInputSchema);
    await saveSegment(storage, because, { project: project.key, segment: change.segment ?? "" }, before);
  } else {
    const instead = INSTEAD[change.action];
    throw new SwitchyardError(
      "CANNOT_REVERT",
      `Change ${change.id} (${change.action}) can't be reverted${instead ? `: ${instead} instead` : ""}`,
    );
  }
}

async function anyAsksForReason(storage: Storage, environments: readonly Environment[]): Promise<boolean> {
  const policies = await Promise.all(environments.map(({ id }) => storage.policy(id)));
  return policies.some((policy) => policy === "damaged" || policy?.requireReason === true);
}

/** Rows are untrusted, and an older server may have written them: the same schema as for requests reads them. */
function stateBefore<S extends z.ZodType>(change: ChangeRecord, schema: S): z.output<S> {
  const parsed = schema.safeParse(change.before satisfies JsonValue);
  if (parsed.success) return parsed.data;
  throw new SwitchyardError(
    "CANNOT_REVERT",
    `Change ${change.id} can't be reverted: the state before it is not one that can be saved today`,
    { cause: parsed.error },
  );
}
