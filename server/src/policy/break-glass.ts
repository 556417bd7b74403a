import { randomUUID } from "node:crypto";
import { ADMIN_TOKEN_ID } from "../auth/identity.ts";
import { asJson } from "../flags/json.ts";
import { isAtLeast, type Role } from "../storage/authority.ts";
import type { AfterReview, Author, Change, Environment, Policy, Rule, Transaction } from "../storage/port.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Who may push through what a policy holds: those whom it names, by role or as persons, and the operator's token. A
 * person who is named must be able to respond there; a named viewer is a mistake. A token of theirs that may less than they
 * may is not named.
 */
export function mayBreakGlass(
  policy: Policy | undefined,
  { actor, isLimited }: Author,
  holds: Role | undefined,
): boolean {
  if (actor.kind === "token" && actor.id === ADMIN_TOKEN_ID) return true;
  if (policy === undefined || actor.kind === "system" || !isAtLeast(holds, "responder")) return false;
  const { role, people } = policy.breakGlass;
  return (people.includes(actor.id) && !isLimited) || (role !== undefined && isAtLeast(holds, role));
}

/** Opens an after-review in each environment where a change was held, and says so in the change log. */
export async function breakGlass(
  tx: Transaction,
  author: Author,
  reason: string,
  projectId: string,
  held: readonly Verdict[],
  now: number,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { environment, obstacles, raised } of held) {
    const rules = [...new Set(obstacles.map(({ rule }) => rule as Rule))];
    const review = await openReview(tx, author, environment, { reason, rules, flags: raised }, now);
    changes.push(opened("glass.broken", projectId, review));
  }
  return changes;
}

/**
 * Who weakens a policy that holds something at that moment could push a change through it so: somebody else looks at that, too.
 */
export async function reviewWeakening(
  tx: Transaction,
  author: Author,
  projectId: string,
  weakened: readonly Environment[],
  now: number,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const environment of weakened) {
    const what = { reason: author.reason ?? "", rules: ["weakened" as const], flags: [] };
    changes.push(opened("review.opened", projectId, await openReview(tx, author, environment, what, now)));
  }
  return changes;
}

async function openReview(
  tx: Transaction,
  { actor }: Author,
  { id: environmentId }: Environment,
  what: Pick<AfterReview, "reason" | "rules" | "flags">,
  openedAt: number,
): Promise<AfterReview> {
  const review: AfterReview = { id: randomUUID(), environmentId, actor, ...what, openedAt };
  await tx.insertAfterReview(review);
  return review;
}

const opened = (
  action: "glass.broken" | "review.opened",
  projectId: string,
  { id: review, environmentId, reason, rules, flags }: AfterReview,
): Change => ({
  action,
  projectId,
  environmentId,
  before: null,
  after: asJson({ review, reason, rules, flags }),
  affects: [],
});
