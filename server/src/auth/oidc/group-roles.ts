import { isAtLeast, type Role } from "../../storage/authority.ts";
import type { Reads, RoleGrant, User } from "../../storage/port.ts";

/** What a group of the OpenID provider is here. */
export interface GroupRoles {
  owner: boolean;
  roles: { project: string; environment?: string | undefined; role: Role }[];
}

/** By the group's name. */
export type GroupMapping = ReadonlyMap<string, GroupRoles>;

/**
 * What somebody may do, as their groups say: in the projects that the mapping names their roles are those of their groups
 * and no others, elsewhere they stay. Where groups differ, the greatest counts. Places that don't exist give nothing.
 *
 * @returns what is to be set; `owner` is undefined where no group makes owners
 */
export async function rolesByGroups(
  reads: Reads,
  mapping: GroupMapping,
  groups: readonly string[],
  had: Pick<User, "roles">,
): Promise<{ owner: boolean | undefined; roles: RoleGrant[] }> {
  const projects = new Map<string, string | undefined>();
  for (const { roles } of mapping.values()) {
    for (const { project: key } of roles) {
      if (!projects.has(key)) projects.set(key, (await reads.project(key))?.id);
    }
  }
  const mine = groups.flatMap((group) => mapping.get(group) ?? []);
  const given = new Map<string, RoleGrant>();
  for (const { project, environment: key, role } of mine.flatMap(({ roles }) => roles)) {
    const projectId = projects.get(project);
    if (projectId === undefined) continue;
    const environment = key === undefined ? undefined : await reads.environment(projectId, key);
    if (key !== undefined && environment === undefined) continue;
    const grant: RoleGrant = { projectId, ...(environment ? { environmentId: environment.id } : {}), role };
    const place = `${projectId} ${grant.environmentId ?? ""}`;
    const known = given.get(place);
    if (!known || isAtLeast(role, known.role)) given.set(place, grant);
  }
  const mapped = new Set(projects.values());
  const others = had.roles.filter(({ projectId }) => !mapped.has(projectId));
  const makesOwners = [...mapping.values()].some(({ owner }) => owner);
  return { owner: makesOwners ? mine.some(({ owner }) => owner) : undefined, roles: [...others, ...given.values()] };
}
