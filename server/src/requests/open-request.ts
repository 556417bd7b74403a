import { randomUUID } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import { asJson } from "../flags/json.ts";
import type { Operation } from "../operations/operation.ts";
import { planAhead } from "../operations/plan-ahead.ts";
import type { Judges } from "../policy/assess-rows.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, Change, ChangeRequest, Project, Storage, Transaction } from "../storage/port.ts";
import { requireProposer } from "./approvals.ts";
import { environmentsOf } from "./environments-of.ts";
import { withoutVersions } from "./find.ts";
import { requestChange } from "./request-change.ts";

export const MAX_OPEN = 500;

export interface RequestInput {
  title: string;
  reason?: string | undefined;
  operations: readonly Operation[];
  applyWhenApproved: boolean;
}

/**
 * Proposes operations: they are tried, and kept until somebody applies them.
 *
 * @throws SwitchyardError NOT_FOUND, FORBIDDEN, LIMIT_REACHED, NOTHING_TO_DO, VERSION_CONFLICT when a flag moved since it was
 * seen, and what the operations would throw
 */
export async function openRequest(
  storage: Storage,
  author: Author,
  where: { project: string },
  input: RequestInput,
  judges: Judges,
): Promise<ChangeRequest> {
  const project = await requireProject(storage, where.project);
  const planned = await planAhead(storage, author, project, input.operations);
  const { result } = await storage.change(author, async (tx) => {
    const plan = await planned(tx);
    if (plan.changes.length === 0) {
      throw new SwitchyardError("NOTHING_TO_DO", "A change request must change something, everything is so already");
    }
    requireProposer(author, project.id, await plan.assess(author, judges));
    const environmentIds = environmentsOf(plan);
    const { request, change } = await insertRequest(tx, author, project, input, {
      digest: plan.digest,
      environmentIds,
    });
    return { result: request, change };
  });
  return result;
}

/** Writes a new request, within a transaction. */
export async function insertRequest(
  tx: Transaction,
  author: Author,
  project: Project,
  { title, reason, operations, applyWhenApproved }: RequestInput,
  rest: Pick<ChangeRequest, "digest" | "environmentIds" | "scheduleId">,
): Promise<{ request: ChangeRequest; change: Change }> {
  if ((await tx.countOpenRequests(project.id)) >= MAX_OPEN) {
    throw new SwitchyardError(
      "LIMIT_REACHED",
      `A project may have at most ${MAX_OPEN} open change requests, ${project.key} has them: close some first`,
    );
  }
  const at = Date.now();
  const request: ChangeRequest = {
    id: randomUUID(),
    projectId: project.id,
    number: await tx.nextRequestNumber(project.id),
    state: "open",
    title,
    ...(reason?.trim() ? { reason: reason.trim() } : {}),
    operations: asJson(withoutVersions(operations)),
    applyWhenApproved,
    author: author.actor,
    createdAt: at,
    updatedAt: at,
    ...rest,
  };
  await tx.putChangeRequest(request);
  await tx.addRequestEvent({ requestId: request.id, at, kind: "opened", actor: author.actor, environmentIds: [] });
  return { request, change: requestChange("request.opened", request, { operations: request.operations }) };
}
