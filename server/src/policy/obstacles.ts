import type { JsonValue } from "@switchyard/core";
import { type ErrorCode, SwitchyardError } from "../errors.ts";
import type { Role } from "../storage/authority.ts";
import type { Rule } from "../storage/port.ts";
import type { Exposure } from "./exposure-of.ts";
import type { Freeze } from "./freeze.ts";
import type { Pending } from "./pending.ts";

/** Why a change may not be made as it is. */
export interface Obstacle {
  /** Which rule holds it: one that the glass can be broken for, or another. */
  rule: Exclude<Rule, "weakened"> | "lowersOnly" | "policy";
  /** The key of the environment whose rule it is; absent for what concerns the whole project. */
  environment?: string;
  code: ErrorCode;
  message: string;
  details: { [name: string]: JsonValue };
  /** Seconds until it is gone by itself. */
  retryAfter?: number;
}

/** Whether breaking the glass would help: where an environment's policy holds what raises, and nothing else does. */
export const isBreakable = ({ rule, environment }: Obstacle): boolean =>
  environment !== undefined && rule !== "lowersOnly" && rule !== "policy";

export function errorOf(obstacle: Obstacle, hint: string): SwitchyardError {
  const { code, message, details, rule, environment, retryAfter } = obstacle;
  return new SwitchyardError(code, hint === "" ? message : `${message}; ${hint}`, {
    details: { rule, ...(environment && { environment }), ...details },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

const MAX_NAMED = 3;

/** Such as "raising checkout and beta-search". */
export function doing({ direction, raised }: Exposure): string {
  if (direction !== "raises") return direction === "same" ? "editing" : "lowering";
  if (raised.length > MAX_NAMED) return `raising ${raised.length} flags`;
  return `raising ${raised.join(" and ")}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Somebody holds too low a role, or none that the change says. */
export function tooLow(
  what: string,
  place: { project?: string; environment?: string; isProtected?: boolean },
  needs: Role,
  holds: Role | undefined,
): Obstacle {
  const { environment, isProtected } = place;
  const where =
    environment === undefined
      ? `project ${place.project}`
      : `${isProtected ? "the protected " : ""}environment ${environment}`;
  const canPropose = needs === "releaser" && holds === "editor";
  const instead = canPropose ? "propose it as a change request" : `ask somebody who is ${needs} there`;
  return {
    rule: "role",
    ...(environment && { environment }),
    code: "FORBIDDEN",
    message: `${capital(what)} in ${where} needs the role ${needs}, you are ${holds ?? "nothing"} there: ${instead}`,
    details: { needed: needs, held: holds ?? null },
  };
}

export const withoutReason = (environment: string, what: string): Obstacle => ({
  rule: "reason",
  environment,
  code: "REASON_REQUIRED",
  message: `${capital(what)} in ${environment} needs a reason, received none: say why in "reason"`,
  details: {},
});

export const withoutApprovals = (environment: string, what: string, needs: number, has: number): Obstacle => ({
  rule: "approvals",
  environment,
  code: "APPROVAL_REQUIRED",
  message:
    `${capital(what)} in ${environment} needs the approval of ${needs} other ${needs === 1 ? "person" : "people"}, ` +
    `received ${has}: propose it as a change request`,
  details: { needed: needs, has },
});

export const frozen = (environment: string, what: string, { name, from, until }: Freeze, now: number): Obstacle => ({
  rule: "freeze",
  environment,
  code: "FROZEN",
  message:
    `${capital(what)} in ${environment} has to wait: it is frozen by ${JSON.stringify(name)} until ` +
    `${new Date(until).toISOString()}; killing and stepping back are not held`,
  details: { window: name, from, until },
  retryAfter: Math.max(1, Math.ceil((until - now) / 1000)),
});

export const behind = (environment: string, what: string, { kind, number, title, flag }: Pending): Obstacle => ({
  rule: "pending",
  environment,
  code: "PENDING",
  message:
    `${capital(what)} in ${environment} has to wait: ${kind} ${number}, ${JSON.stringify(title)}, is about to change ` +
    `${flag} there; ${kind === "schedule" ? "pause or cancel" : "decide about, or withdraw"} it first`,
  details: { [kind === "schedule" ? "schedule" : "request"]: number, flag },
});

export const unreadablePolicy = (environment: string): Obstacle => ({
  rule: "policy",
  environment,
  code: "DAMAGED",
  message:
    `The policy of environment ${environment} is damaged in the database, and nothing is raised without it: ` +
    "an admin must PUT it again; killing and stepping back are not held",
  details: { kind: "policy" },
});

export const notLowering = (environment: string, exposure: Exposure): Obstacle => ({
  rule: "lowersOnly",
  environment,
  code: "WOULD_RAISE",
  message: `This may only lower exposure, and in ${environment} it would be ${doing(exposure)}: nothing was changed`,
  details: { raised: exposure.raised },
});
