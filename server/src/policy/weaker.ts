import { isDeepStrictEqual } from "node:util";
import { ROLES } from "../storage/authority.ts";
import type { Environment, Policy } from "../storage/port.ts";
import { freezeAt } from "./freeze.ts";
import type { Noted, NotedRows } from "./note-rows.ts";

/** Whether what is written of an environment lets more pass there than before: by its policy, or since it is no longer protected. */
export function weakening(rows: NotedRows, { id }: Environment): "policy" | "protection" | undefined {
  const policy = rows.policies.get(id);
  if (policy?.after !== undefined && policy.after !== "damaged" && isWeaker(policy.before, policy.after))
    return "policy";
  return isUnprotected(rows.environments.get(id)) ? "protection" : undefined;
}

const isUnprotected = (environment: Noted<Environment> | undefined): boolean =>
  environment?.before?.protected === true && environment.after?.protected === false;

/** Whether a policy holds what raises at this moment, whoever raises it. One that can't be read does. */
export const isHolding = (policy: Policy | "damaged" | undefined, now: number): boolean =>
  policy === "damaged" ||
  (policy !== undefined && (policy.approvals > 0 || freezeAt(policy.freezes, now) !== undefined));

/** Whether a policy lets anything pass that the one before held. One that can't be read may have held anything. */
function isWeaker(before: Policy | "damaged" | undefined, after: Policy): boolean {
  if (before === undefined) return false;
  if (before === "damaged") return true;
  const { role, people } = after.breakGlass;
  const old = before.breakGlass;
  return (
    (before.requireReason && !after.requireReason) ||
    after.approvals < before.approvals ||
    before.freezes.some((window) => !after.freezes.some((other) => isDeepStrictEqual(window, other))) ||
    people.some((id) => !old.people.includes(id)) ||
    (role !== undefined && (old.role === undefined || ROLES.indexOf(role) < ROLES.indexOf(old.role)))
  );
}
