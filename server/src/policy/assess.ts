import type { Operation } from "../operations/operation.ts";
import { overlay } from "../operations/overlay.ts";
import { runOperations } from "../operations/run.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, Storage } from "../storage/port.ts";
import { NO_APPROVALS } from "./approval.ts";
import { type Assessment, assessRows } from "./assess-rows.ts";
import { noteRows } from "./note-rows.ts";
import { isBreakable, type Obstacle } from "./obstacles.ts";

export type { Assessment };

/**
 * What the gate would say of operations, without doing them: the same judgement on the same rows. It speaks of this
 * moment; what it allows may be frozen by the time it is done.
 *
 * @throws SwitchyardError what the operations themselves would throw
 */
export async function assess(
  storage: Storage,
  author: Author,
  where: { project: string },
  operations: readonly Operation[],
  now: () => number = Date.now,
): Promise<Assessment> {
  const project = await requireProject(storage, where.project);
  const { tx, rows } = noteRows(overlay(storage).tx);
  const done = await runOperations(tx, author, project, operations);
  const changes = done.map(({ change }) => change);
  const [assessment] = await assessRows(tx, author, rows, changes, { now, approvals: NO_APPROVALS });
  return assessment ?? { projectId: project.id, verdicts: [], obstacles: [], weakened: [], contentHash: "" };
}

/**
 * What somebody can do now who wants this change: make it; make it with a reason; propose it; wait for the end of a
 * freeze, which a schedule may do for them, or of what is under way already; or ask somebody with another role.
 */
export type Next = "save" | "giveReason" | "propose" | "wait" | "ask";

export function nextOf({ verdicts, obstacles }: Assessment): Next {
  const all = [...obstacles, ...verdicts.flatMap((verdict) => verdict.obstacles)];
  const has = (rule: Obstacle["rule"]) => all.some((obstacle) => obstacle.rule === rule);
  const isProposable = ({ rule, details }: Obstacle) =>
    rule !== "role" || (details.needed === "releaser" && details.held === "editor");
  if (has("policy") || !all.every(isProposable)) return "ask";
  if (has("freeze") || has("pending")) return "wait";
  if (has("approvals") || has("role")) return "propose";
  return has("reason") ? "giveReason" : "save";
}

/** Whether the author could push it through everywhere where it is held. */
export const canBreakGlass = ({ verdicts, obstacles }: Assessment): boolean => {
  const held = verdicts.filter((verdict) => verdict.obstacles.length > 0);
  return (
    obstacles.length === 0 &&
    held.length > 0 &&
    held.every((verdict) => verdict.mayBreakGlass && verdict.obstacles.every(isBreakable))
  );
};
