import type { z } from "@hono/zod-openapi";
import { type Assessment, canBreakGlass, nextOf } from "../../policy/assess.ts";
import type { PolicyInput } from "../../policy/check-policy.ts";
import { freezeAt } from "../../policy/freeze.ts";
import type { Obstacle } from "../../policy/obstacles.ts";
import type { Authority } from "../../storage/authority.ts";
import type { AfterReview, Environment } from "../../storage/port.ts";
import type * as schema from "../schemas.ts";

// How the API shows policies and what they say. See views.ts.

export function policyView(
  environment: Environment,
  { requireReason, approvals, breakGlass, freezes }: PolicyInput,
  updatedAt: number | undefined,
): z.infer<typeof schema.policySchema> {
  return {
    environment: environment.key,
    protected: environment.protected,
    requireReason,
    approvals,
    breakGlass: { role: breakGlass.role ?? null, people: breakGlass.people },
    freezes,
    updatedAt: updatedAt ?? null,
    frozen: freezeAt(freezes, Date.now()) ?? null,
  };
}

export function afterReviewView(
  { id, actor, reason, rules, flags, openedAt, closed }: AfterReview,
  environment: Environment,
  mayClose: boolean,
): z.infer<typeof schema.afterReviewSchema> {
  return {
    id,
    environment: environment.key,
    actor,
    reason,
    rules,
    flags,
    openedAt,
    closed: closed ?? null,
    mayClose,
  };
}

const obstacleView = ({ rule, code, message, details }: Obstacle) => ({ rule, code, message, details });

export function assessmentView(assessment: Assessment, authority: Authority): z.infer<typeof schema.assessmentSchema> {
  const seen = assessment.verdicts.filter(
    ({ environment }) => authority.roleAt(environment.projectId, environment.id) !== undefined,
  );
  return {
    next: nextOf(assessment),
    mayBreakGlass: canBreakGlass(assessment),
    digest: assessment.contentHash,
    obstacles: assessment.obstacles.map(obstacleView),
    environments: seen.map(({ environment, direction, raised, lowered, obstacles, mayBreakGlass }) => {
      const until = obstacles.find(({ rule }) => rule === "freeze")?.details.until;
      return {
        environment: environment.key,
        direction,
        raised,
        lowered,
        obstacles: obstacles.map(obstacleView),
        mayBreakGlass,
        frozenUntil: typeof until === "number" ? until : null,
      };
    }),
  };
}
