import { SwitchyardError } from "../errors.ts";
import type { Approvals } from "../policy/approval.ts";
import type { Assessment } from "../policy/assess-rows.ts";
import { errorOf } from "../policy/obstacles.ts";
import type { Verdict } from "../policy/verdict.ts";
import { type Authority, isAtLeast } from "../storage/authority.ts";
import type { Author, ChangeRequest, Environment, RequestEvent } from "../storage/port.ts";

/** An approval that stands for what there is to approve. */
export type Approval = RequestEvent & { digest: string };

/** The last word of everyone who approved, its author left out. */
export function approvalsOf(request: ChangeRequest, events: readonly RequestEvent[]): Approval[] {
  const byPerson = new Map<string, Approval>();
  for (const event of events) {
    if (event.kind !== "approved" || event.digest === undefined || event.actor.id === request.author.id) continue;
    byPerson.set(event.actor.id, { ...event, digest: event.digest });
  }
  return [...byPerson.values()];
}

/**
 * How the gate finds out who approved. It asks within the transaction that applies, which has seen that the request was
 * open and has written that it is no more.
 */
export const requestApprovals: Approvals = {
  async find(tx, requestId) {
    const request = await tx.changeRequestById(requestId);
    if (request?.state !== "open" && request?.state !== "applied") return undefined;
    const approvals = approvalsOf(request, await tx.requestEvents([requestId]));
    return {
      id: request.id,
      projectId: request.projectId,
      authors: [request.author.id],
      approvals: approvals.map(({ actor, digest }) => ({ by: actor.id, contentHash: digest })),
    };
  },
};

/** The environments whose state a plan changes in a way that somebody must be allowed to make. */
export const concerned = (assessments: readonly Assessment[]): Verdict[] =>
  assessments.flatMap(({ verdicts }) => verdicts.filter(({ direction }) => direction !== "none"));

/** How many approvals the policies of these environments ask for. */
export const approvalsNeeded = (assessments: readonly Assessment[]): number =>
  concerned(assessments).reduce(
    (most, { direction, policy }) => (direction === "raises" ? Math.max(most, policy?.approvals ?? 0) : most),
    0,
  );

/**
 * Who proposes something must be able to edit what it concerns, were it not protected.
 *
 * @throws SwitchyardError FORBIDDEN
 */
export function requireProposer({ authority }: Author, projectId: string, assessments: readonly Assessment[]): void {
  const [ofProject] = assessments.flatMap(({ obstacles }) => obstacles);
  if (ofProject) throw errorOf(ofProject, "");
  for (const { environment } of concerned(assessments)) {
    const holds = authority?.roleAt(projectId, environment.id);
    if (isAtLeast(holds, "editor")) continue;
    throw new SwitchyardError(
      "FORBIDDEN",
      `Proposing changes in ${environment.key} needs the role editor, you are ${holds ?? "nothing"} there`,
      { details: { environment: environment.key, needs: "editor", holds: holds ?? null } },
    );
  }
}

/** The first environment that somebody might not change by themselves, so that their approval would be worth nothing. */
export function mayNotRelease(
  authority: Authority | undefined,
  projectId: string,
  environments: readonly Environment[],
): Environment | undefined {
  return environments.find(({ id, protected: isProtected }) => {
    const needs = isProtected ? "releaser" : "editor";
    return !isAtLeast(authority?.roleAt(projectId, id), needs);
  });
}
