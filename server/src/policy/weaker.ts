import { isWeakerPolicy } from "@switchyard/core/governance";
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

/** One that can't be read may have held anything. */
function isWeaker(before: Policy | "damaged" | undefined, after: Policy): boolean {
  if (before === undefined) return false;
  return before === "damaged" || isWeakerPolicy(before, after);
}
