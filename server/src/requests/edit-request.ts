import { SwitchyardError } from "../errors.ts";
import { asJson } from "../flags/json.ts";
import type { Operation } from "../operations/operation.ts";
import { planOperations } from "../operations/plan.ts";
import type { Judges } from "../policy/assess-rows.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, ChangeRequest, Storage } from "../storage/port.ts";
import { requireProposer } from "./approvals.ts";
import { eventOf, type RequestPlace, requireAuthor } from "./decide-request.ts";
import { environmentsOf } from "./environments-of.ts";
import { requireOpen, requireRequest, withoutVersions } from "./find.ts";
import { requestChange } from "./request-change.ts";

export interface RequestPatch {
  title?: string | undefined;
  reason?: string | undefined;
  operations?: readonly Operation[] | undefined;
  applyWhenApproved?: boolean | undefined;
}

/**
 * Proposes something else instead. Approvals were of what it was before.
 *
 * @throws SwitchyardError NOT_FOUND, REQUEST_CLOSED, FORBIDDEN for anybody but its author, and as opening one does
 */
export async function editRequest(
  storage: Storage,
  author: Author,
  where: RequestPlace,
  patch: RequestPatch,
  judges: Judges,
): Promise<ChangeRequest> {
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const request = await requireRequest(tx, author, project, where.number);
    requireOpen(request);
    requireAuthor(request, author, "edited");
    if (request.scheduleId !== undefined) {
      throw new SwitchyardError(
        "FORBIDDEN",
        "A schedule is not edited: withdraw this request, and make another schedule",
      );
    }
    const event = eventOf(request, author, "edited");
    const reason = patch.reason?.trim();
    const updated: ChangeRequest = {
      ...request,
      title: patch.title ?? request.title,
      ...(reason ? { reason } : {}),
      applyWhenApproved: patch.applyWhenApproved ?? request.applyWhenApproved,
      updatedAt: event.at,
    };
    if (patch.operations) {
      const plan = await planOperations(tx, author, project, patch.operations);
      requireProposer(author, project.id, await plan.assess(author, judges));
      updated.operations = asJson(withoutVersions(patch.operations));
      updated.digest = plan.digest;
      updated.environmentIds = environmentsOf(plan);
    }
    await tx.putChangeRequest(updated);
    await tx.addRequestEvent(event);
    return { result: updated, change: requestChange("request.edited", updated, { operations: updated.operations }) };
  });
  return result;
}
