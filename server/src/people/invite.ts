import { randomUUID } from "node:crypto";
import { authorOf, type Identity } from "../auth/identity.ts";
import { normalEmail } from "../auth/sign-in.ts";
import { newToken, sha256 } from "../auth/tokens.ts";
import { SwitchyardError } from "../errors.ts";
import { notFound } from "../projects/find.ts";
import { type Authority, isAtLeast } from "../storage/authority.ts";
import type { Invitation, Reads, Storage } from "../storage/port.ts";
import { type Grant, grantsBy, grantViews } from "./role-input.ts";

const DAY_MS = 86_400_000;
export const MAX_INVITATIONS = 1_000;

export interface InvitationInput {
  email: string;
  owner: boolean;
  roles: readonly Grant[];
  expiresInDays: number;
}

/**
 * Makes a link for somebody, with roles in projects whose admin one is; only an owner makes owners. The token is in this
 * answer and nowhere else. Whether the e-mail has an account shows to nobody but the one who has the link.
 *
 * @throws SwitchyardError NOT_FOUND, FORBIDDEN, INVALID_REQUEST, LIMIT_REACHED
 */
export async function invite(
  storage: Storage,
  identity: Identity,
  input: InvitationInput,
  reason?: string,
): Promise<Invitation & { token: string }> {
  const { owner } = input;
  if (owner && !identity.isOwner) {
    throw new SwitchyardError("FORBIDDEN", "Only an owner of this server makes others owners");
  }
  if (!owner && input.roles.length === 0) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      "roles must give at least one role, or owner be true: received neither",
    );
  }
  const author = authorOf(identity, reason);
  const token = newToken();
  const { result } = await storage.change(author, async (tx) => {
    const now = Date.now();
    const roles = await grantsBy(tx, identity.authority, input.roles);
    for (const old of await tx.invitations()) if (old.expiresAt <= now) await tx.deleteInvitation(old.id);
    if ((await tx.invitations()).length >= MAX_INVITATIONS) {
      throw new SwitchyardError("LIMIT_REACHED", `There may be at most ${MAX_INVITATIONS} open invitations`);
    }
    const invitation: Invitation = {
      id: randomUUID(),
      email: normalEmail(input.email),
      owner,
      roles,
      createdAt: now,
      createdBy: author.actor.name,
      expiresAt: now + input.expiresInDays * DAY_MS,
    };
    await tx.insertInvitation(invitation, sha256(token));
    const { email, expiresAt } = invitation;
    const grants = (await grantViews(tx))(roles).map((grant) => ({ ...grant }));
    const after = { name: email, owner, roles: grants, expiresAt };
    return { result: invitation, change: { action: "user.invited", before: null, after, affects: [] } };
  });
  return { ...result, token };
}

/**
 * Makes a link with which somebody sets a new password, for who has lost theirs. For owners, who may do everything anyway.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function offerNewPassword(
  storage: Storage,
  identity: Identity,
  personId: string,
  reason?: string,
): Promise<Invitation & { token: string }> {
  const author = authorOf(identity, reason);
  const token = newToken();
  const { result } = await storage.change(author, async (tx) => {
    const user = await tx.person(personId);
    if (!user || user.deactivatedAt !== undefined) throw notFound("person", personId);
    const now = Date.now();
    const invitation: Invitation = {
      id: randomUUID(),
      email: user.email,
      owner: false,
      roles: [],
      createdAt: now,
      createdBy: author.actor.name,
      expiresAt: now + DAY_MS,
    };
    await tx.insertInvitation(invitation, sha256(token));
    const after = { id: user.id, name: user.name, expiresAt: invitation.expiresAt };
    return { result: invitation, change: { action: "password.offered", before: null, after, affects: [] } };
  });
  return { ...result, token };
}

/** Those that one may see: all for an owner, else those whose every role is in a project whose admin one is. */
export async function listInvitations(reads: Reads, identity: Identity, now = Date.now()): Promise<Invitation[]> {
  const all = (await reads.invitations()).filter(({ expiresAt }) => expiresAt > now);
  return all.filter((invitation) => isOurs(invitation, identity));
}

/** @throws SwitchyardError NOT_FOUND, also for one that one may not see */
export async function withdrawInvitation(
  storage: Storage,
  identity: Identity,
  id: string,
  reason?: string,
): Promise<void> {
  await storage.change(authorOf(identity, reason), async (tx) => {
    const invitation = (await tx.invitations()).find((one) => one.id === id);
    if (!invitation || !isOurs(invitation, identity)) throw notFound("invitation", id);
    await tx.deleteInvitation(id);
    const before = { name: invitation.email };
    return { result: undefined, change: { action: "invitation.withdrawn", before, after: null, affects: [] } };
  });
}

function isOurs({ owner, roles }: Invitation, { isOwner, authority }: Identity): boolean {
  if (isOwner) return true;
  return !owner && roles.length > 0 && roles.every(({ projectId }) => isAdminOf(authority, projectId));
}

const isAdminOf = (authority: Authority, projectId: string): boolean => isAtLeast(authority.roleAt(projectId), "admin");
