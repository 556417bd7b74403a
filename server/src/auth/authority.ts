import { type Authority, isAtLeast, type Role } from "../storage/authority.ts";
import type { RoleGrant, User } from "../storage/port.ts";

/** Of owners and of the operator. */
export const EVERYWHERE: Authority = { roleAt: () => "admin" };

/**
 * What a list of roles allows. An environment's role replaces the project's there; who has a role in some environment
 * only may see what is the project's, and no other environment.
 */
export function authorityOf(grants: readonly RoleGrant[]): Authority {
  const projects = new Map<string, Role>();
  const environments = new Map<string, Role>();
  for (const { projectId, environmentId, role } of grants) {
    if (environmentId === undefined) projects.set(projectId, role);
    else environments.set(`${projectId} ${environmentId}`, role);
  }
  const guests = new Set(grants.map(({ projectId }) => projectId));
  return {
    roleAt(projectId, environmentId) {
      const ofProject = projects.get(projectId);
      if (environmentId !== undefined) return environments.get(`${projectId} ${environmentId}`) ?? ofProject;
      return ofProject ?? (guests.has(projectId) ? "viewer" : undefined);
    },
  };
}

export const authorityOfUser = ({ owner, roles }: User): Authority => (owner ? EVERYWHERE : authorityOf(roles));

/** The same, but nowhere more than this role. */
export function atMost(authority: Authority, most: Role): Authority {
  return {
    roleAt(projectId, environmentId) {
      const role = authority.roleAt(projectId, environmentId);
      return role !== undefined && isAtLeast(role, most) ? most : role;
    },
  };
}

/** Those of a project's environments that one may know of. */
export function visible<E extends { id: string; projectId: string }>(
  authority: Authority,
  environments: readonly E[],
): E[] {
  return environments.filter(({ id, projectId }) => authority.roleAt(projectId, id) !== undefined);
}
