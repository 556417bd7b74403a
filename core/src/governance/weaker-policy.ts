import { isSame } from "../same.ts";
import { isAtLeast, type Role } from "./roles.ts";

/** What people decide about an environment's policy. */
interface Rules {
  requireReason: boolean;
  approvals: number;
  breakGlass: { role?: Role | null | undefined; people: readonly string[] };
  freezes: readonly object[];
}

/** Whether a policy lets anything pass that the one before held: saving it needs a reason. */
export function isWeakerPolicy(before: Rules, after: Rules): boolean {
  const { role, people } = after.breakGlass;
  const old = before.breakGlass;
  return (
    (before.requireReason && !after.requireReason) ||
    after.approvals < before.approvals ||
    before.freezes.some((window) => !after.freezes.some((other) => isSame(window, other))) ||
    people.some((id) => !old.people.includes(id)) ||
    (role != null && (old.role == null || !isAtLeast(role, old.role)))
  );
}
