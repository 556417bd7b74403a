import { z } from "zod";
import { ROLES } from "../authority.ts";
import { type AfterReview, type Policy, RULES } from "../policies.ts";
import { strings } from "../stored-shapes.ts";
import { checked } from "./checked.ts";
import { bit, json, optional } from "./columns.ts";

const actor = z.object({ kind: z.enum(["user", "token", "system"]), id: z.string(), name: z.string() });

const freezes = z.array(
  z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("recurring"),
      name: z.string(),
      cron: z.string(),
      minutes: z.number(),
      timeZone: z.string(),
    }),
    z.object({ kind: z.literal("once"), name: z.string(), from: z.number(), until: z.number() }),
  ]),
);

export const policyRow: z.ZodType<Policy> = z.object({
  environmentId: z.string(),
  requireReason: bit,
  approvals: z.number().int().min(0),
  breakGlass: json(z.object({ role: z.enum(ROLES).optional(), people: strings })),
  freezes: json(freezes),
  updatedAt: z.number(),
});

export const afterReviewRow: z.ZodType<AfterReview> = z
  .object({
    id: z.string(),
    environmentId: z.string(),
    actorKind: z.enum(["user", "token", "system"]),
    actorId: z.string(),
    actorName: z.string(),
    reason: z.string(),
    rules: json(z.array(z.enum(RULES))),
    flags: json(strings),
    openedAt: z.number(),
    closed: optional(json(z.object({ by: actor, at: z.number(), note: z.string() }))),
  })
  .transform(({ actorKind, actorId, actorName, ...row }) => ({
    ...row,
    actor: { kind: actorKind, id: actorId, name: actorName },
  }));

export const fromPolicy = ({ environmentId, requireReason, approvals, breakGlass, freezes, updatedAt }: Policy) =>
  checked(policyRow, `The policy of environment ${environmentId}`, {
    environmentId,
    requireReason: requireReason ? 1 : 0,
    approvals,
    breakGlass: JSON.stringify(breakGlass),
    freezes: JSON.stringify(freezes),
    updatedAt,
  });

export const fromAfterReview = ({ id, environmentId, actor, reason, rules, flags, openedAt, closed }: AfterReview) =>
  checked(afterReviewRow, `After-review ${id}`, {
    id,
    environmentId,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    reason,
    rules: JSON.stringify(rules),
    flags: JSON.stringify(flags),
    openedAt,
    closed: closed === undefined ? null : JSON.stringify(closed),
  });
