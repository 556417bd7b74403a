import { SwitchyardError } from "../errors.ts";
import { NO_APPROVALS } from "../policy/approval.ts";
import type { Obstacle } from "../policy/obstacles.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, Environment, Reads, Storage } from "../storage/port.ts";
import type { Operation } from "./operation.ts";
import { obstaclesOf, type Plan, planOperations } from "./plan.ts";
import { planAhead } from "./plan-ahead.ts";

/** What was applied, or would be. */
export interface Applied extends Plan {
  applied: boolean;
  /** What would keep its author from applying it, for a dry run. */
  obstacles: Obstacle[];
  environments: Environment[];
  /** Environment id to the version that it has by this. */
  versions: ReadonlyMap<string, number>;
}

/**
 * Applies operations, all of them or none, as one transaction with a change of its own for each.
 *
 * @param expected the digest of the plan that was agreed to
 * @throws SwitchyardError NOT_FOUND, VERSION_CONFLICT naming every flag that moved, and what the operations throw
 */
export async function applyOperations(
  storage: Storage,
  author: Author,
  where: { project: string },
  operations: readonly Operation[],
  expected?: string,
): Promise<Applied> {
  const project = await requireProject(storage, where.project);
  const planned = await planAhead(storage, author, project, operations);
  const { result, change } = await storage.change(author, async (tx) => {
    const plan = await planned(tx);
    requireDigest(expected, plan.digest);
    await plan.write(tx);
    const result = { ...plan, obstacles: [], environments: await tx.environments(project.id) };
    return { result, change: plan.changes.map(({ change }) => change) };
  });
  return { ...result, applied: change !== undefined, versions: change?.versions ?? new Map() };
}

/** The same without writing anything. */
export async function previewOperations(
  reads: Reads,
  author: Author,
  where: { project: string },
  operations: readonly Operation[],
): Promise<Applied> {
  const project = await requireProject(reads, where.project);
  const environments = await reads.environments(project.id);
  const plan = await planOperations(reads, author, project, operations);
  const obstacles = obstaclesOf(await plan.assess(author, { now: Date.now, approvals: NO_APPROVALS }));
  return { ...plan, applied: false, obstacles, environments, versions: new Map() };
}

/** @throws SwitchyardError VERSION_CONFLICT */
function requireDigest(expected: string | undefined, found: string): void {
  if (expected === undefined || expected === found) return;
  throw new SwitchyardError(
    "VERSION_CONFLICT",
    "This would no longer change what the digest was made of: the flags or segments were edited in between; " +
      "nothing was written, look at a new dry run",
    { details: { expected, digest: found } },
  );
}
