import type { Role } from "@switchyard/core/governance";

/** What each role may do, for who gives it. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: "Sees everything but secrets, and changes nothing.",
  responder: "Sees everything, and lowers exposure at once: kills, steps back, pauses.",
  editor: "Changes what is not protected, and proposes changes of what is.",
  releaser: "Changes protected environments, too, within their policy, and approves what others propose.",
  admin: "Manages people, keys, policies, environments and webhooks, too.",
};

interface Held {
  role: Role | null;
  environments: Record<string, Role>;
}

/** "editor, releaser in staging", or that there is none. */
export function rolesWords({ role, environments }: Held): string {
  const parts = Object.entries(environments).map(([environment, held]) => `${held} in ${environment}`);
  return [...(role ? [role] : []), ...parts].join(", ") || "no role here";
}
