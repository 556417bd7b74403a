import { isAtLeast, type Role } from "../storage/authority.ts";

/** Whether somebody, who may hold no role at all, may do what a role may. */
export const atLeast = (held: Role | undefined, needed: Role): boolean => held !== undefined && isAtLeast(held, needed);
