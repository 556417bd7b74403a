import { isDeepStrictEqual } from "node:util";
import { SwitchyardError } from "../errors.ts";
import { planAhead } from "../operations/plan-ahead.ts";
import type { Judges } from "../policy/assess-rows.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, ChangeRequest, Storage } from "../storage/port.ts";
import { concerned, mayNotRelease } from "./approvals.ts";
import { eventOf, type RequestPlace } from "./decide-request.ts";
import { readOperations, requireOpen, requireRequest } from "./find.ts";
import { requestChange } from "./request-change.ts";

/**
 * Does what a request proposes, once: its state and the flags change in one transaction, in which the gate of the storage
 * looks for the approvals that the policies ask for, of exactly what is written.
 *
 * @param author who applies it: its author, or somebody who might make the change
 * @throws SwitchyardError NOT_FOUND, REQUEST_CLOSED, FORBIDDEN, APPROVAL_REQUIRED, FROZEN, and what its operations throw
 */
export async function applyRequest(
  storage: Storage,
  author: Author,
  where: RequestPlace,
  judges: Judges,
): Promise<ChangeRequest> {
  const project = await requireProject(storage, where.project);
  const present = await requireRequest(storage, author, project, where.number);
  requireOpen(present);
  const { id, title, reason, number } = present;
  const because = author.reason ?? `#${number} ${title}${reason ? `: ${reason}` : ""}`;
  const evidenced: Author = { ...author, reason: because, approval: { requestId: id } };
  const operations = readOperations(present.operations, `Change request ${number}`);
  const planned = await planAhead(storage, evidenced, project, operations);
  const { result } = await storage.change(evidenced, async (tx) => {
    const request = await requireRequest(tx, author, project, where.number);
    requireOpen(request);
    if (request.scheduleId !== undefined) {
      throw new SwitchyardError(
        "FORBIDDEN",
        "A schedule is not applied, it begins with the last approval that it needs",
      );
    }
    if (!isDeepStrictEqual(request.operations, present.operations)) {
      throw new SwitchyardError("VERSION_CONFLICT", `Change request ${number} was edited in between: look at it again`);
    }
    const plan = await planned(tx);
    const assessments = await plan.assess(evidenced, judges);
    const forbidden = mayNotRelease(
      author.authority,
      project.id,
      concerned(assessments).map(({ environment }) => environment),
    );
    if (request.author.id !== author.actor.id && forbidden !== undefined) {
      throw new SwitchyardError(
        "FORBIDDEN",
        `Change request ${request.number} can be applied by its author, or by who may change ${forbidden.key}`,
      );
    }
    await plan.write(tx);
    const event = eventOf(request, author, "applied");
    const applied: ChangeRequest = { ...request, state: "applied", digest: plan.digest, updatedAt: event.at };
    await tx.putChangeRequest(applied);
    await tx.addRequestEvent(event);
    const changes = plan.changes.map(({ change }) => change);
    return {
      result: applied,
      change: [...changes, requestChange("request.applied", applied, { changes: changes.length })],
    };
  });
  return result;
}
