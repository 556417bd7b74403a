import { randomUUID } from "node:crypto";
import { hashPassword } from "../auth/passwords.ts";
import type { SignIn } from "../auth/sign-in.ts";
import { sha256 } from "../auth/tokens.ts";
import { SwitchyardError } from "../errors.ts";
import type { Change, Invitation, Reads, RoleGrant, Storage, Transaction, User } from "../storage/port.ts";
import { memberChange } from "./members.ts";
import { rolesIn } from "./role-input.ts";

export interface Acceptance {
  token: string;
  /** Of a new account. */
  name?: string | undefined;
  password: string;
  /** Where it comes from. */
  address: string;
}

/** @throws SwitchyardError INVITATION_INVALID */
export async function findInvitation(reads: Reads, token: string, now = Date.now()): Promise<Invitation> {
  const invitation = await reads.invitationByHash(sha256(token), now);
  if (invitation === undefined) throw invalidLink();
  return invitation;
}

/**
 * Uses up an invitation, once: makes the account, or adds its roles to the one that the e-mail has, which is signed in to
 * with its own password.
 *
 * @throws SwitchyardError INVITATION_INVALID, INVALID_REQUEST, UNAUTHENTICATED, TOO_MANY_REQUESTS
 */
export async function acceptInvitation(storage: Storage, signIn: SignIn, input: Acceptance): Promise<User> {
  const invitation = await findInvitation(storage, input.token);
  const { email } = invitation;
  const account = await storage.personByEmail(email);
  if (account && setsPassword(invitation)) return renewPassword(storage, invitation, account, input.password);
  if (account) {
    const user = await signIn({ email, password: input.password, address: input.address });
    return bring(storage, invitation, user, (tx, next) => tx.updatePerson(next));
  }
  const { name } = input;
  if (name === undefined) throw new SwitchyardError("INVALID_REQUEST", "name must say what people call you by");
  const passwordHash = await hashPassword(input.password);
  const user: User = { id: randomUUID(), email, name, createdAt: Date.now(), owner: false, roles: [] };
  return bring(storage, invitation, user, (tx, next) => tx.insertPerson(next, passwordHash));
}

/** A link of an owner's for who has lost their password: it gives nothing else. */
export const setsPassword = ({ owner, roles }: Invitation): boolean => !owner && roles.length === 0;

async function renewPassword(
  storage: Storage,
  invitation: Invitation,
  { id, name }: User,
  password: string,
): Promise<User> {
  const passwordHash = await hashPassword(password);
  const reason = `link made by ${invitation.createdBy}`;
  const { result } = await storage.change({ actor: { kind: "user", id, name }, reason }, async (tx) => {
    const user = await tx.person(id);
    if (!(await tx.deleteInvitation(invitation.id)) || !user || user.deactivatedAt !== undefined) throw invalidLink();
    await tx.setPassword(id, passwordHash);
    await tx.endSessions(id);
    return { result: user, change: { action: "password.changed", before: null, after: { id, name }, affects: [] } };
  });
  return result;
}

/** One transaction: of two that accept at once, one finds the invitation gone. */
async function bring(
  storage: Storage,
  invitation: Invitation,
  user: User,
  write: (tx: Transaction, next: User) => Promise<void>,
): Promise<User> {
  const actor = { kind: "user" as const, id: user.id, name: user.name };
  const { result } = await storage.change({ actor, reason: `invited by ${invitation.createdBy}` }, async (tx) => {
    if (!(await tx.deleteInvitation(invitation.id))) throw invalidLink();
    const now = await tx.person(user.id);
    const before = now ?? user;
    const next: User = {
      ...before,
      owner: before.owner || invitation.owner,
      roles: withGrants(before.roles, invitation.roles),
    };
    await write(tx, next);
    const account: Change = {
      action: now ? "user.updated" : "user.created",
      before: now ? { id: now.id, name: now.name, owner: now.owner } : null,
      after: { id: next.id, name: next.name, owner: next.owner, ...(now ? {} : { email: next.email }) },
      affects: [],
    };
    const accepted: Change = {
      action: "invitation.accepted",
      before: { name: invitation.email },
      after: null,
      affects: [],
    };
    const accounts = now && now.owner === next.owner ? [] : [account];
    return { result: next, change: [accepted, ...accounts, ...(await memberChanges(tx, before, next))] };
  });
  return result;
}

/** A role at the same place is replaced: who invites says what it is now. */
export function withGrants(had: readonly RoleGrant[], given: readonly RoleGrant[]): RoleGrant[] {
  const place = ({ projectId, environmentId = "" }: RoleGrant) => `${projectId} ${environmentId}`;
  const replaced = new Set(given.map(place));
  return [...had.filter((grant) => !replaced.has(place(grant))), ...given];
}

/** What becomes of somebody's roles, project by project. */
export async function memberChanges(tx: Transaction, before: User, after: User): Promise<Change[]> {
  const ids = new Set([...before.roles, ...after.roles].map(({ projectId }) => projectId));
  const changes: Change[] = [];
  for (const project of (await tx.projects()).filter(({ id }) => ids.has(id))) {
    const environments = await tx.environments(project.id);
    const roles = ({ roles }: User) =>
      roles.some(({ projectId }) => projectId === project.id) ? rolesIn(project, environments, roles) : undefined;
    const change = memberChange(project, after, roles(before), roles(after));
    if (change) changes.push(change);
  }
  return changes;
}

const invalidLink = () =>
  new SwitchyardError(
    "INVITATION_INVALID",
    "The invitation must be open and works once, received one that is unknown, used, withdrawn or expired",
  );
