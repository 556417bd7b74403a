import type { Author, Project, Reads } from "../storage/port.ts";
import type { Operation } from "./operation.ts";
import { type Plan, planOperations } from "./plan.ts";

/** A plan as it is within a transaction. */
export type Ahead = (tx: Reads) => Promise<Plan>;

/**
 * Makes a plan before the transaction that needs it begins. All changes run one after another, and a long list of operations on
 * many flags takes its time: a kill must not wait for that. Within the transaction it is only asked whether the project's log has grown
 * since, which it seldom has; then the plan is made anew there.
 *
 * @throws as the operations would
 */
export async function planAhead(
  reads: Reads,
  author: Author,
  project: Project,
  operations: readonly Operation[],
): Promise<Ahead> {
  const before = await newestChange(reads, project);
  const plan = await planOperations(reads, author, project, operations);
  return async (tx) =>
    (await newestChange(tx, project)) === before ? plan : planOperations(tx, author, project, operations);
}

const newestChange = async (reads: Reads, project: Project) =>
  (await reads.changes({ projectId: project.id, limit: 1 }))[0]?.id;
