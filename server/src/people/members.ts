import { authorOf, type Identity } from "../auth/identity.ts";
import { asJson } from "../flags/json.ts";
import { notFound, requireProject } from "../projects/find.ts";
import type { Change, Project, Reads, Storage, User } from "../storage/port.ts";
import { requireSomebodyElse } from "./own-access.ts";
import { grantsIn, type ProjectRoles, rolesIn } from "./role-input.ts";

/** Somebody as one project sees them. */
export interface Member extends ProjectRoles {
  user: User;
}

/** Who has a role in a project, owners included, by name. */
export async function listMembers(reads: Reads, project: Project): Promise<Member[]> {
  const [people, environments] = await Promise.all([reads.people(), reads.environments(project.id)]);
  return people
    .filter((user) => user.owner || isMember(user, project))
    .map((user) => ({ user, ...rolesIn(project, environments, user.roles) }));
}

const NO_LONGER_ADMIN =
  "An admin can't take that role from themself, since only an admin could undo it: ask another admin, or an owner, to do it";

/**
 * Replaces somebody's roles in one project; none at all takes the project from them. An admin changes those who are in
 * the project already and brings others in by an invitation, so that nobody can look for accounts; an owner adds anyone.
 *
 * @throws SwitchyardError NOT_FOUND, OWN_ACCESS
 */
export async function setMemberRoles(
  storage: Storage,
  identity: Identity,
  where: { project: string; person: string },
  roles: ProjectRoles,
  reason?: string,
): Promise<Member> {
  const { result } = await storage.change(authorOf(identity, reason), async (tx) => {
    const project = await requireProject(tx, where.project);
    const user = await tx.person(where.person);
    if (!user || !(identity.isOwner || isMember(user, project) || user.owner)) {
      throw notFound("person", where.person, `project ${project.key}`);
    }
    const others = user.roles.filter(({ projectId }) => projectId !== project.id);
    const next: User = { ...user, roles: [...others, ...(await grantsIn(tx, project, roles))] };
    const environments = await tx.environments(project.id);
    const before = isMember(user, project) ? rolesIn(project, environments, user.roles) : undefined;
    const after = isMember(next, project) ? rolesIn(project, environments, next.roles) : undefined;
    const member = { user: next, ...(after ?? { role: null, environments: {} }) };
    const change = memberChange(project, user, before, after);
    if (change === undefined) return { result: member };
    if (!identity.isOwner && before?.role === "admin" && after?.role !== "admin") {
      requireSomebodyElse(identity, user.id, NO_LONGER_ADMIN);
    }
    await tx.updatePerson(next);
    return { result: member, change };
  });
  return result;
}

/** What becomes of somebody's roles in a project, for the change log. Nothing when it is nothing. */
export function memberChange(
  project: Pick<Project, "id">,
  { id, name }: Pick<User, "id" | "name">,
  before: ProjectRoles | undefined,
  after: ProjectRoles | undefined,
): Change | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  const action = before === undefined ? "member.added" : after === undefined ? "member.removed" : "member.updated";
  const record = (roles: ProjectRoles | undefined) => (roles === undefined ? null : asJson({ id, name, ...roles }));
  return { action, projectId: project.id, before: record(before), after: record(after), affects: [] };
}

const isMember = (user: User, project: Pick<Project, "id">): boolean =>
  user.roles.some(({ projectId }) => projectId === project.id);
