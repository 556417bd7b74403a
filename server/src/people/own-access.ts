import type { Identity } from "../auth/identity.ts";
import { SwitchyardError } from "../errors.ts";

/**
 * Nobody takes from themself what they would need to take it back: by mistake it is done in a moment, and only others
 * could undo it. Whoever does it is somebody who keeps it, so there is always one left.
 *
 * @param whose a person's id
 * @param rule such as "An owner can't deactivate their own account: another owner does it"
 * @throws SwitchyardError OWN_ACCESS
 */
export function requireSomebodyElse(identity: Identity, whose: string, rule: string): void {
  if (identity.kind === "user" && identity.user.id === whose) throw new SwitchyardError("OWN_ACCESS", rule);
}
