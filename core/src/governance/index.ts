// Who may do what, and what holds a raise: for the server, which decides, and the UI, which asks for what the server will ask for.

export { isAtLeast, ROLES, type Role } from "./roles.ts";
export { isWeakerPolicy } from "./weaker-policy.ts";
