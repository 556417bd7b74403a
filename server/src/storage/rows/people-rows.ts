import { z } from "zod";
import { ROLES } from "../authority.ts";
import type { Session, User } from "../model.ts";
import type { ApiToken, Invitation, ProviderIdentity } from "../people.ts";
import * as stored from "../stored-shapes.ts";
import { checked } from "./checked.ts";
import { bit, json, optional } from "./columns.ts";

const sha256 = z.string().length(64);

export const userRow: z.ZodType<User> = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  createdAt: z.number(),
  owner: bit,
  roles: json(stored.roleGrants),
  deactivatedAt: optional(z.number()),
});

export const sessionRow: z.ZodType<Session> = z.object({
  hash: z.string(),
  userId: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  lastSeenAt: optional(z.number()),
  userAgent: z.string(),
  address: z.string(),
});

export const apiTokenRow: z.ZodType<ApiToken> = z.object({
  id: z.string(),
  userId: optional(z.string()),
  projectId: optional(z.string()),
  name: z.string(),
  hint: z.string(),
  roles: json(stored.roleGrants),
  atMost: optional(z.enum(ROLES)),
  createdAt: z.number(),
  createdBy: z.string(),
  heldBy: optional(json(z.array(z.string()))),
  expiresAt: optional(z.number()),
  lastUsedAt: optional(z.number()),
  revokedAt: optional(z.number()),
  previousUntil: optional(z.number()),
});

export const invitationRow: z.ZodType<Invitation> = z.object({
  id: z.string(),
  email: z.string(),
  owner: bit,
  roles: json(stored.roleGrants),
  createdAt: z.number(),
  createdBy: z.string(),
  expiresAt: z.number(),
});

export const fromUser = (user: User) =>
  checked(userRow, `The account ${user.id}`, {
    id: user.id,
    email: user.email,
    name: user.name,
    createdAt: user.createdAt,
    owner: user.owner ? 1 : 0,
    roles: JSON.stringify(user.roles),
    deactivatedAt: user.deactivatedAt ?? null,
  });

export const fromSession = (session: Session) =>
  checked(sessionRow, "A session", {
    hash: session.hash,
    userId: session.userId,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
    lastSeenAt: session.lastSeenAt ?? null,
    userAgent: session.userAgent,
    address: session.address,
  });

export const fromApiToken = (token: ApiToken) =>
  checked(apiTokenRow, `API token ${token.hint}`, {
    id: token.id,
    userId: token.userId ?? null,
    projectId: token.projectId ?? null,
    name: token.name,
    hint: token.hint,
    roles: JSON.stringify(token.roles),
    atMost: token.atMost ?? null,
    createdAt: token.createdAt,
    createdBy: token.createdBy,
    heldBy: token.heldBy ? JSON.stringify(token.heldBy) : null,
    expiresAt: token.expiresAt ?? null,
    lastUsedAt: token.lastUsedAt ?? null,
    revokedAt: token.revokedAt ?? null,
    previousUntil: token.previousUntil ?? null,
  });

/** With what its secret is known by; there is none before it. */
export const fromNewApiToken = (token: ApiToken, hash: string) => ({
  ...fromApiToken(token),
  sha256: sha256.parse(hash),
  previousSha256: null,
});

export const fromInvitation = (invitation: Invitation, hash: string) => ({
  ...checked(invitationRow, `Invitation ${invitation.id}`, {
    id: invitation.id,
    email: invitation.email,
    owner: invitation.owner ? 1 : 0,
    roles: JSON.stringify(invitation.roles),
    createdAt: invitation.createdAt,
    createdBy: invitation.createdBy,
    expiresAt: invitation.expiresAt,
  }),
  sha256: sha256.parse(hash),
});

export const fromIdentity = ({ issuer, subject, userId, createdAt }: ProviderIdentity) => ({
  issuer,
  subject,
  userId,
  createdAt,
});
