import { randomUUID } from "node:crypto";
import { ADMIN_TOKEN_ID } from "../auth/identity.ts";
import { asJson } from "../flags/json.ts";
import { isAtLeast, type Role } from "../storage/authority.ts";
import type { AfterReview, Author, Change, Policy, Rule, Transaction } from "../storage/port.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Who may push through what a policy holds: those whom it names, by role or as persons, and the operator's token. A
 * person who is named must be able to respond there; a named viewer is a mistake.
 */
export function mayBreakGlass(policy: Policy | undefined, { actor }: Author, holds: Role | undefined): boolean {
  if (actor.kind === "token" && actor.id === ADMIN_TOKEN_ID) return true;
  if (policy === undefined || actor.kind === "system" || !isAtLeast(holds, "responder")) return false;
  const { role, people } = policy.breakGlass;
  return people.includes(actor.id) || (role !== undefined && isAtLeast(holds, role));
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
    const review: AfterReview = {
      id: randomUUID(),
      environmentId: environment.id,
      actor: author.actor,
      reason,
      rules,
      flags: raised,
      openedAt: now,
    };
    await tx.insertAfterReview(review);
    changes.push({
      action: "glass.broken",
      projectId,
      environmentId: environment.id,
      before: null,
      after: asJson({ review: review.id, reason, rules, flags: raised }),
      affects: [],
    });
  }
  return changes;
}
