import type { Context } from "hono";
import type { Identity, PersonIdentity } from "../../auth/identity.ts";
import { SwitchyardError } from "../../errors.ts";
import { notFound } from "../../projects/find.ts";
import { isAtLeast, type Role } from "../../storage/authority.ts";
import type { Storage } from "../../storage/port.ts";
import type { Env } from "../env.ts";
import type { Standing } from "./access-kinds.ts";

/**
 * Whoever may not know of a place gets the answer that a place gets which doesn't exist, letter for letter.
 *
 * @param needed the least role in the project, or in the environment, that the path names
 * @throws SwitchyardError NOT_FOUND, FORBIDDEN
 */
export async function requireRole(c: Context<Env>, storage: Storage, { authority }: Identity, needed: Role) {
  const { project: projectKey = "", environment: environmentKey } = c.req.param() as Record<string, string>;
  const project = await storage.project(projectKey);
  const inProject = project && authority.roleAt(project.id);
  if (!project || !inProject) throw notFound("project", projectKey);
  if (environmentKey === undefined) {
    requireAtLeast(inProject, needed, `project ${project.key}`);
    return;
  }
  const environment = await storage.environment(project.id, environmentKey);
  const held = environment && authority.roleAt(project.id, environment.id);
  if (!held) throw notFound("environment", environmentKey, `project ${project.key}`);
  requireAtLeast(held, needed, `${project.key}/${environmentKey}`);
}

/** @throws SwitchyardError FORBIDDEN */
export function requireStanding(identity: Identity, standing: Standing): void {
  if (standing === "owner" && !identity.isOwner) {
    throw new SwitchyardError("FORBIDDEN", "This is for owners of this server, who have every role everywhere");
  }
  if (standing === "person") requirePerson(identity);
}

/**
 * Somebody who is signed in: what is a person's own is not for their programs, which could make themselves last for ever.
 *
 * @throws SwitchyardError WRONG_CREDENTIAL
 */
export function requirePerson(identity: Identity): PersonIdentity & { session: string } {
  if (identity.kind === "user" && identity.session !== undefined) return { ...identity, session: identity.session };
  throw new SwitchyardError("WRONG_CREDENTIAL", "This is for people who are signed in, not for a token");
}

/** @throws SwitchyardError FORBIDDEN */
export function requireAtLeast(held: Role, needed: Role, place: string): void {
  if (isAtLeast(held, needed)) return;
  throw new SwitchyardError("FORBIDDEN", `This needs the role ${needed} in ${place}, you are ${held} there`, {
    details: { needed, held },
  });
}
