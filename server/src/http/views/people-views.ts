import type { z } from "@hono/zod-openapi";
import type { Member } from "../../people/members.ts";
import type { Grant } from "../../people/role-input.ts";
import type { ApiToken, Invitation, RoleGrant, Session, User } from "../../storage/port.ts";
import type { Robot } from "../../tokens/robots.ts";
import type * as schema from "../schemas.ts";

// How the API shows people and what they get in with. What is not named here is never sent.

type ByKeys = (grants: readonly RoleGrant[]) => Grant[];

export const personView = (
  { id, email, name, createdAt, owner, deactivatedAt, roles }: User,
  byKeys: ByKeys,
): z.infer<typeof schema.personSchema> => ({
  id,
  email,
  name,
  createdAt,
  owner,
  active: deactivatedAt === undefined,
  roles: byKeys(roles),
});

export const memberView = ({ user, role, environments }: Member): z.infer<typeof schema.memberSchema> => ({
  id: user.id,
  email: user.email,
  name: user.name,
  owner: user.owner,
  active: user.deactivatedAt === undefined,
  role,
  environments: { ...environments },
});

export const invitationView = (
  { id, email, owner, roles, createdAt, createdBy, expiresAt }: Invitation,
  byKeys: ByKeys,
): z.infer<typeof schema.invitationSchema> => ({
  id,
  email,
  owner,
  roles: byKeys(roles),
  createdAt,
  createdBy,
  expiresAt,
});

/** Where a link leads. What is behind the # stays in the browser, and out of the logs of everything in between. */
export const joinPath = (token: string) => `/join#${token}`;

/** What a session is called by: a part of its hash, which leads to no token. */
export const sessionId = ({ hash }: Pick<Session, "hash">) => hash.slice(0, 32);

export const sessionView = (session: Session, current: string): z.infer<typeof schema.sessionSchema> => ({
  id: sessionId(session),
  userAgent: session.userAgent,
  address: session.address,
  createdAt: session.createdAt,
  lastSeenAt: session.lastSeenAt ?? session.createdAt,
  expiresAt: session.expiresAt,
  current: session.hash === current,
});

export const apiTokenView = (token: ApiToken): z.infer<typeof schema.apiTokenSchema> => ({
  ...bounds(token),
  atMost: token.atMost ?? null,
});

export const robotView = (robot: Robot): z.infer<typeof schema.robotSchema> => ({
  ...bounds(robot),
  createdBy: robot.createdBy,
  role: robot.role,
  environments: { ...robot.environments },
});

const bounds = ({ id, name, hint, createdAt, expiresAt, lastUsedAt, previousUntil }: ApiToken) => ({
  id,
  name,
  hint,
  createdAt,
  expiresAt: expiresAt ?? null,
  lastUsedAt: lastUsedAt ?? null,
  previousUntil: previousUntil ?? null,
});
