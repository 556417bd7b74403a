/** What somebody may do, from least to most; each role may do what those before it may. */
export const ROLES = [
  /** Sees everything of the project but secrets. */
  "viewer",
  /** Lowers exposure at once: kill, step back, pause. */
  "responder",
  /** Changes what is outside protected environments; proposes changes inside them. */
  "editor",
  /** Changes protected environments, within their policy. */
  "releaser",
  /** Manages people, keys, policies, environments and webhooks. */
  "admin",
] as const;

export type Role = (typeof ROLES)[number];

/** Whether a role may do what another may. */
export const isAtLeast = (held: Role | undefined, needed: Role): boolean =>
  held !== undefined && ROLES.indexOf(held) >= ROLES.indexOf(needed);
