import { randomUUID } from "node:crypto";
import { authorOf, holdersOf, type Identity } from "../auth/identity.ts";
import { sha256 } from "../auth/tokens.ts";
import { SwitchyardError } from "../errors.ts";
import { grantsIn, type ProjectRoles, rolesIn } from "../people/role-input.ts";
import { notFound, requireProject } from "../projects/find.ts";
import type { ApiToken, Environment, Project, Reads, Storage, Transaction } from "../storage/port.ts";
import { changedToken, expiryOf, MAX_TOKENS, type Rotation, type Secret, withNewSecret } from "./token-change.ts";
import { hintOf, newApiToken } from "./token-format.ts";

/** A robot with its roles by keys. */
export type Robot = ApiToken & ProjectRoles;

export interface RobotInput extends ProjectRoles {
  name: string;
  expiresInDays?: number | undefined;
}

interface Place {
  project: string;
  id: string;
}

/** @throws SwitchyardError NOT_FOUND */
export async function listRobots(reads: Reads, project: Project): Promise<Robot[]> {
  const [robots, environments] = await Promise.all([reads.robots(project.id), reads.environments(project.id)]);
  return robots.map((robot) => withRoles(robot, project, environments));
}

/**
 * Makes an account for a program, with a name and roles of its own in one project. The answer is the only place where its
 * token is ever readable.
 *
 * @throws SwitchyardError NOT_FOUND, LIMIT_REACHED
 */
export async function createRobot(
  storage: Storage,
  identity: Identity,
  where: { project: string },
  input: RobotInput,
  reason?: string,
): Promise<Robot & Secret> {
  const secret = newApiToken();
  const author = authorOf(identity, reason);
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    if ((await tx.robots(project.id)).length >= MAX_TOKENS) {
      throw new SwitchyardError("LIMIT_REACHED", `A project may have at most ${MAX_TOKENS} robots: revoke one first`);
    }
    const now = Date.now();
    const robot: ApiToken = {
      id: randomUUID(),
      projectId: project.id,
      name: input.name,
      hint: hintOf(secret),
      roles: await grantsIn(tx, project, input),
      createdAt: now,
      createdBy: author.actor.name,
      ...held(holdersOf(identity)),
      expiresAt: expiryOf(input.expiresInDays, now),
    };
    await tx.insertApiToken(robot, sha256(secret));
    const environments = await tx.environments(project.id);
    const record = (token: ApiToken) => rolesIn(project, environments, token.roles);
    return {
      result: withRoles(robot, project, environments),
      change: changedToken("token.created", undefined, robot, record),
    };
  });
  return { ...result, token: secret };
}

/**
 * Renames a robot and replaces its roles.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export const updateRobot = (storage: Storage, identity: Identity, place: Place, input: RobotInput, reason?: string) =>
  changeRobot(storage, identity, place, reason, "token.updated", async (tx, robot, project) => {
    const next = { ...robot, name: input.name, roles: await grantsIn(tx, project, input) };
    await tx.updateApiToken(next);
    return next;
  });

/** @throws SwitchyardError NOT_FOUND */
export async function rotateRobot(
  storage: Storage,
  identity: Identity,
  place: Place,
  { overlapHours, reason }: Rotation,
): Promise<Robot & Secret> {
  const secret = newApiToken();
  const robot = await changeRobot(storage, identity, place, reason, "token.rotated", async (tx, before) => {
    const next = { ...withNewSecret(before, secret, overlapHours), ...held(before.heldBy, holdersOf(identity)) };
    await tx.rotateApiToken(next, sha256(secret));
    return next;
  });
  return { ...robot, token: secret };
}

/** @throws SwitchyardError NOT_FOUND */
export const revokeRobot = (storage: Storage, identity: Identity, place: Place, reason?: string) =>
  changeRobot(storage, identity, place, reason, "token.revoked", async (tx, robot) => {
    const next = { ...robot, revokedAt: Date.now() };
    await tx.updateApiToken(next);
    return next;
  });

async function changeRobot(
  storage: Storage,
  identity: Identity,
  place: Place,
  reason: string | undefined,
  action: "token.updated" | "token.rotated" | "token.revoked",
  work: (tx: Transaction, robot: ApiToken, project: Project) => Promise<ApiToken>,
): Promise<Robot> {
  const { result } = await storage.change(authorOf(identity, reason), async (tx) => {
    const project = await requireProject(tx, place.project);
    const robot = (await tx.robots(project.id)).find(({ id }) => id === place.id);
    if (robot === undefined) throw notFound("robot", place.id, `project ${project.key}`);
    const next = await work(tx, robot, project);
    const environments = await tx.environments(project.id);
    const record = (token: ApiToken) => rolesIn(project, environments, token.roles);
    const after = next.revokedAt === undefined ? next : undefined;
    return { result: withRoles(next, project, environments), change: changedToken(action, robot, after, record) };
  });
  return result;
}

/** Everyone who was shown the secret; nobody knows where one part of them is unknown. */
function held(...parts: (readonly string[] | undefined)[]): Pick<ApiToken, "heldBy"> {
  const known = parts.flatMap((part) => part ?? []);
  return parts.includes(undefined) ? {} : { heldBy: [...new Set(known)] };
}

const withRoles = (robot: ApiToken, project: Project, environments: readonly Environment[]): Robot => ({
  ...robot,
  ...rolesIn(project, environments, robot.roles),
});
