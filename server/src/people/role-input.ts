import { SwitchyardError } from "../errors.ts";
import { notFound, requireEnvironment, requireProject, requireVisible } from "../projects/find.ts";
import { type Authority, isAtLeast, type Role } from "../storage/authority.ts";
import type { Environment, Project, Reads, RoleGrant } from "../storage/port.ts";

// Roles by the keys that people write, and by the ids that are stored.

/** All roles in one project. */
export interface ProjectRoles {
  role: Role | null;
  /** By environment key. */
  environments: Readonly<Record<string, Role>>;
}

/** One role, by keys. */
export interface Grant {
  project: string;
  environment?: string | undefined;
  role: Role;
}

/** @throws SwitchyardError NOT_FOUND */
export async function grantsIn(reads: Reads, project: Project, roles: ProjectRoles): Promise<RoleGrant[]> {
  const projectId = project.id;
  const ofProject = roles.role === null ? [] : [{ projectId, role: roles.role }];
  const ofEnvironments: RoleGrant[] = [];
  for (const [key, role] of Object.entries(roles.environments)) {
    const environment = await requireEnvironment(reads, project, key);
    ofEnvironments.push({ projectId, environmentId: environment.id, role });
  }
  return [...ofProject, ...ofEnvironments];
}

/** What somebody has in one project. */
export function rolesIn(
  project: Project,
  environments: readonly Environment[],
  grants: readonly RoleGrant[],
): ProjectRoles {
  const its = grants.filter(({ projectId }) => projectId === project.id);
  const keys = new Map(environments.map(({ id, key }) => [id, key]));
  return {
    role: its.find(({ environmentId }) => environmentId === undefined)?.role ?? null,
    environments: Object.fromEntries(
      its.flatMap(({ environmentId, role }) => {
        const key = environmentId === undefined ? undefined : keys.get(environmentId);
        return key === undefined ? [] : [[key, role]];
      }),
    ),
  };
}

/**
 * Roles that somebody gives: only in projects whose admin they are. A project that they may not know of is as one that
 * doesn't exist.
 *
 * @throws SwitchyardError NOT_FOUND, FORBIDDEN, INVALID_REQUEST for two roles at one place
 */
export async function grantsBy(
  reads: Reads,
  authority: Authority | undefined,
  grants: readonly Grant[],
): Promise<RoleGrant[]> {
  const found: RoleGrant[] = [];
  const places = new Set<string>();
  for (const { project: key, environment: environmentKey, role } of grants) {
    const place = environmentKey === undefined ? key : `${key}/${environmentKey}`;
    if (places.has(place)) throw new SwitchyardError("INVALID_REQUEST", `roles names ${place} twice`);
    places.add(place);
    const project = await requireProject(reads, key);
    const held = authority?.roleAt(project.id);
    if (!authority || held === undefined) throw notFound("project", key);
    if (!isAtLeast(held, "admin")) {
      throw new SwitchyardError("FORBIDDEN", `Only an admin gives roles in project ${key}, you are ${held} there`, {
        details: { needed: "admin", held },
      });
    }
    const environment = environmentKey && (await requireVisible(reads, authority, project, environmentKey));
    found.push({ projectId: project.id, ...(environment ? { environmentId: environment.id } : {}), role });
  }
  return found;
}

/** Stored roles by the keys that people know; those of places that are gone are left out. */
export async function grantViews(reads: Reads): Promise<(grants: readonly RoleGrant[]) => Grant[]> {
  const [projects, environments] = await Promise.all([reads.projects(), reads.allEnvironments()]);
  const projectKeys = new Map(projects.map(({ id, key }) => [id, key]));
  const environmentKeys = new Map(environments.map(({ id, key }) => [id, key]));
  return (grants) =>
    grants.flatMap(({ projectId, environmentId, role }) => {
      const project = projectKeys.get(projectId);
      const environment = environmentId === undefined ? undefined : environmentKeys.get(environmentId);
      if (project === undefined || (environmentId !== undefined && environment === undefined)) return [];
      return [{ project, ...(environment === undefined ? {} : { environment }), role }];
    });
}
