import type { Project } from "../api/types.ts";
import { useProject } from "./project.ts";

export type Role = Project["role"];

/** From least to most; each may do what those before it may. */
const ORDER: Role[] = ["viewer", "responder", "editor", "releaser", "admin"];

export const isAtLeast = (held: Role, needed: Role): boolean => ORDER.indexOf(held) >= ORDER.indexOf(needed);

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
