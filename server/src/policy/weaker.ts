import { isDeepStrictEqual } from "node:util";
import { ROLES } from "../storage/authority.ts";
import type { Policy } from "../storage/port.ts";

/** Whether a policy lets anything pass that the one before held. One that can't be read may have held anything. */
export function isWeaker(before: Policy | "damaged" | undefined, after: Policy): boolean {
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
