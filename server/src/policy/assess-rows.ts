import { SwitchyardError } from "../errors.ts";
import { digestOf } from "../operations/digest.ts";
import { isAtLeast, type Role } from "../storage/authority.ts";
import type { Author, Change, Environment, Project, Transaction } from "../storage/port.ts";
import { type Approvals, countApprovals } from "./approval.ts";
import { mayBreakGlass } from "./break-glass.ts";
import { type Exposure, exposuresOf } from "./exposure-of.ts";
import { freezeAt } from "./freeze.ts";
import type { NotedRows } from "./note-rows.ts";
import {
  behind,
  doing,
  frozen,
  notLowering,
  type Obstacle,
  tooLow,
  unreadablePolicy,
  withoutApprovals,
  withoutReason,
} from "./obstacles.ts";
import { pendingFor } from "./pending.ts";
import { projectObstacles } from "./project-obstacles.ts";
import { requireSnapshotFits } from "./snapshot-size.ts";
import type { Verdict } from "./verdict.ts";
import { isHolding, weakening } from "./weaker.ts";

/** What is to be said of a change, by the one judgement that lets it pass or not. */
export interface Assessment {
  projectId: string;
  verdicts: Verdict[];
  /** What holds it whatever the environment. */
  obstacles: Obstacle[];
  /** Environments whose policy held something, and lets more pass by this. */
  weakened: Environment[];
  /** What approvals must have approved. */
  contentHash: string;
}

export interface Judges {
  now: () => number;
  approvals: Approvals;
}

/**
 * Judges what a transaction wrote, before it commits.
 *
 * @throws SwitchyardError DAMAGED, LIMIT_REACHED
 */
export async function assessRows(
  tx: Transaction,
  author: Author,
  rows: NotedRows,
  changes: readonly Change[],
  judges: Judges,
): Promise<Assessment[]> {
  const contentHash = digestOf(changes);
  const ids = new Set([...changes.flatMap(({ projectId }) => projectId ?? []), ...projectsOf(rows)]);
  const projects = (await tx.projects()).filter(({ id }) => ids.has(id));
  if (projects.length < ids.size || changes.some(({ projectId, affects }) => !projectId && affects.length > 0)) {
    throw new SwitchyardError(
      "DAMAGED",
      "A change concerns a project that can't be read, and is not made without its rules",
    );
  }
  return Promise.all(
    projects.map(async (project): Promise<Assessment> => {
      const exposures = await exposuresOf(tx, project.id, rows, changes);
      for (const exposure of exposures) requireSnapshotFits(exposure, author);
      const approvals = await approvalsOf(tx, author, project, contentHash, judges.approvals);
      const verdicts: Verdict[] = [];
      for (const exposure of exposures)
        verdicts.push(await verdictOn(tx, author, project, exposure, rows, approvals, judges));
      return {
        projectId: project.id,
        verdicts,
        obstacles: await projectObstacles(tx, author, project, rows),
        weakened: await weakenedIn(tx, project, rows, judges.now()),
        contentHash,
      };
    }),
  );
}

function projectsOf(rows: NotedRows): string[] {
  const noted = [...rows.flags.values(), ...rows.segments.values(), ...rows.environments.values()];
  return [
    ...noted.flatMap(({ before, after }) => (after ?? before)?.projectId ?? []),
    ...rows.adminPlaces.map(({ projectId }) => projectId),
  ];
}

async function weakenedIn(tx: Transaction, project: Project, rows: NotedRows, now: number): Promise<Environment[]> {
  const weakened: Environment[] = [];
  for (const environment of await tx.environments(project.id)) {
    if (weakening(rows, environment) === undefined) continue;
    const noted = rows.policies.get(environment.id);
    if (isHolding(noted ? noted.before : await tx.policy(environment.id), now)) weakened.push(environment);
  }
  return weakened;
}

/** How many approved this, or `undefined` when nobody was asked. */
async function approvalsOf(
  tx: Transaction,
  author: Author,
  project: Project,
  contentHash: string,
  approvals: Approvals,
) {
  if (author.approval === undefined) return undefined;
  const request = await approvals.find(tx, author.approval.requestId);
  return request?.projectId === project.id ? countApprovals(request, contentHash) : 0;
}

async function verdictOn(
  tx: Transaction,
  author: Author,
  project: Project,
  exposure: Exposure,
  rows: NotedRows,
  approvals: number | undefined,
  { now }: Judges,
): Promise<Verdict> {
  // A change can't weaken first what it must pass.
  const environment = rows.environments.get(exposure.environment.id)?.before ?? exposure.environment;
  const noted = rows.policies.get(environment.id);
  const stored = noted ? noted.before : await tx.policy(environment.id);
  const policy = stored === "damaged" ? undefined : stored;
  const holds = author.authority?.roleAt(project.id, environment.id);
  const verdict = { ...exposure, policy, mayBreakGlass: mayBreakGlass(policy, author, holds) };
  const obstacles: Obstacle[] = [];
  const { key } = environment;
  const what = doing(exposure);
  const isSystem = author.actor.kind === "system";

  if (author.onlyLowers && exposure.direction === "raises") obstacles.push(notLowering(key, exposure));
  const needs = roleFor(exposure, environment, approvals ?? 0);
  if (needs !== undefined && !isSystem && !isAtLeast(holds, needs)) {
    obstacles.push(tooLow(what, { environment: key, isProtected: environment.protected }, needs, holds));
  }
  if (exposure.direction !== "raises") return { ...verdict, obstacles };

  if (stored === "damaged") obstacles.push(unreadablePolicy(key));
  if (policy !== undefined) {
    // Who started what the server does by itself gave the reason, and had the approvals.
    if (!isSystem && policy.requireReason && !author.reason?.trim()) obstacles.push(withoutReason(key, what));
    const freeze = freezeAt(policy.freezes, now());
    if (freeze !== undefined) obstacles.push(frozen(key, what, freeze, now()));
    if (!isSystem && (approvals ?? 0) < policy.approvals) {
      obstacles.push(withoutApprovals(key, what, policy.approvals, approvals ?? 0));
    }
  }
  const pending = isSystem || author.approval ? undefined : await pendingFor(tx, environment, exposure.raised, author);
  if (pending !== undefined) obstacles.push(behind(key, what, pending));
  return { ...verdict, obstacles };
}

/** @returns undefined where what the whole project asks is enough */
function roleFor({ direction, isConfigured }: Exposure, environment: Environment, approvals: number): Role | undefined {
  if (direction === "raises" || (direction === "same" && isConfigured)) {
    return environment.protected && approvals === 0 ? "releaser" : "editor";
  }
  return isConfigured ? "responder" : undefined;
}
