import { isAtLeast, type Role } from "@switchyard/core/governance";
import { useProject } from "./project.ts";

/** Why a role is not enough; `undefined` when it is. */
export const roleProblem = (held: Role, needed: Role, where: string): string | undefined =>
  isAtLeast(held, needed) ? undefined : `This needs the role ${needed} in ${where}; you are ${held} there.`;

/**
 * Why the person may not do something: in an environment, or without one in what belongs to the whole project. The
 * server decides; this only keeps from offering what it would refuse.
 */
export function useRoleProblem(needed: Role, environment?: string): string | undefined {
  const { key, role, environments } = useProject();
  const held = environment === undefined ? role : (environments.find((one) => one.key === environment)?.role ?? role);
  return roleProblem(held, needed, environment ?? key);
}
