import type { Role } from "@switchyard/core/governance";

export { isAtLeast, ROLES, type Role } from "@switchyard/core/governance";

/** What an author may do where, as it stood when the request's credential was looked up. */
export interface Authority {
  /**
   * The role in a project, or in one environment of it.
   *
   * @returns undefined for who may not even know of it
   */
  roleAt(projectId: string, environmentId?: string): Role | undefined;
}
