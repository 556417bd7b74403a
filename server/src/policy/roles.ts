import { ROLES, type Role } from "../storage/authority.ts";

/** Whether a role may do what another may. */
export const atLeast = (held: Role | undefined, needed: Role): boolean =>
  held !== undefined && ROLES.indexOf(held) >= ROLES.indexOf(needed);
