import { SwitchyardError } from "../errors.ts";
import { obstaclesOf, type Plan, planOperations } from "../operations/plan.ts";
import type { Ahead } from "../operations/plan-ahead.ts";
import type { Judges } from "../policy/assess-rows.ts";
import type { Obstacle } from "../policy/obstacles.ts";
import { approvalsOfPolicies } from "../schedules/what-it-does.ts";
import type { Author, ChangeRequest, Environment, Project, Reads, RequestEvent } from "../storage/port.ts";
import { type Approval, approvalsNeeded, approvalsOf, concerned, mayNotRelease } from "./approvals.ts";
import { type Behind, behind, isBehind } from "./behind.ts";
import { readOperations } from "./find.ts";

/** A request as things are now. */
export interface Looked {
  request: ChangeRequest;
  events: RequestEvent[];
  /** Who can't approve it: those who proposed it. */
  behind: Behind;
  plan?: Plan;
  /** Why it has none though it is open. */
  problem?: SwitchyardError;
  /** Of what there is to approve now. */
  digest?: string;
  outdated: boolean;
  approvals: Approval[];
  needs: number;
  /** Where who decides about it must be able to make such changes. */
  deciders: Environment[];
  obstacles: Obstacle[];
}

/**
 * Finds out what a request would change now, who has approved exactly that, and what keeps somebody from applying it.
 *
 * @param by who looks
 * @param planned what was planned before the transaction
 */
export async function lookAtRequest(
  reads: Reads,
  by: Author,
  project: Project,
  request: ChangeRequest,
  judges: Judges,
  planned?: Ahead,
): Promise<Looked> {
  const events = await reads.requestEvents([request.id]);
  const environments = (await reads.environments(project.id)).filter(({ id }) => request.environmentIds.includes(id));
  const approved = approvalsOf(request, events);
  const looked: Looked = {
    request,
    events,
    behind: await behind(reads, project.id, request.author),
    outdated: false,
    approvals: [],
    needs: 0,
    deciders: environments,
    obstacles: [],
  };
  if (request.state !== "open") {
    return { ...looked, approvals: approved.filter(({ digest }) => digest === request.digest) };
  }
  try {
    const operations = readOperations(request.operations, `Change request ${request.number}`);
    const plan = planned ? await planned(reads) : await planOperations(reads, by, project, operations);
    // When a schedule runs things may be different again: what is approved there is what is to be done, and when.
    const isSchedule = request.scheduleId !== undefined;
    const digest = isSchedule ? request.digest : plan.digest;
    const author: Author = { ...by, reason: by.reason ?? request.reason ?? request.title };
    const assessments = await plan.assess({ ...author, approval: { requestId: request.id } }, judges);
    return {
      ...looked,
      plan,
      digest,
      outdated: digest !== request.digest,
      approvals: approved.filter((one) => one.digest === digest),
      needs: isSchedule ? await approvalsOfPolicies(reads, project, operations) : approvalsNeeded(assessments),
      deciders: isSchedule ? environments : concerned(assessments).map(({ environment }) => environment),
      obstacles: obstaclesOf(assessments),
    };
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    return { ...looked, problem: error, outdated: true };
  }
}

/** What somebody may do about a request as things are now. */
export function mayOf(looked: Looked, by: Author) {
  const { request, plan, digest, approvals, deciders, obstacles } = looked;
  const { id, kind } = by.actor;
  const isOpen = request.state === "open";
  const isAuthor = request.author.id === id;
  const canRelease = mayNotRelease(by.authority, request.projectId, deciders) === undefined;
  const hasApproved = approvals.some(({ actor }) => actor.id === id);
  return {
    approve:
      isOpen && !isBehind(looked.behind, by) && kind === "user" && digest !== undefined && canRelease && !hasApproved,
    decline: isOpen && !isAuthor && (canRelease || plan === undefined),
    withdraw: isOpen && isAuthor,
    edit: isOpen && isAuthor && request.scheduleId === undefined,
    apply:
      isOpen &&
      plan !== undefined &&
      request.scheduleId === undefined &&
      obstacles.length === 0 &&
      (isAuthor || canRelease),
  };
}
