import { randomUUID } from "node:crypto";
import { rolesByGroups } from "../auth/oidc/group-roles.ts";
import type { Claims, OidcSettings } from "../auth/oidc/provider.ts";
import { normalEmail } from "../auth/sign-in.ts";
import { SwitchyardError } from "../errors.ts";
import type { Change, Invitation, Reads, Storage, Transaction, User } from "../storage/port.ts";
import { memberChanges, withGrants } from "./accept-invitation.ts";

/**
 * Whom the provider's claims are: the account that they signed in to before; else the one with their e-mail, if the
 * provider has verified it; else a new one, for who is invited or whose groups have roles here. Groups say anew with every
 * sign-in what they give.
 *
 * @throws SwitchyardError EMAIL_NOT_VERIFIED, NO_ACCOUNT
 */
export async function providerSignIn(storage: Storage, settings: OidcSettings, claims: Claims): Promise<User> {
  const { issuer, subject } = claims;
  const already = (await storage.personByIdentity(issuer, subject)) ?? (await personByVerifiedEmail(storage, claims));
  const id = already?.id ?? randomUUID();
  const actor = { kind: "user" as const, id, name: already?.name ?? claims.name ?? claims.email ?? subject };
  const { result } = await storage.change({ actor, reason: `sign-in at ${issuer}` }, async (tx) => {
    const linked = await tx.personByIdentity(issuer, subject);
    const known = linked ?? (await tx.personByEmail(verifiedEmail(claims)));
    if (known?.deactivatedAt !== undefined) throw noAccount(claims);
    const invitation = known ? undefined : await invitationFor(tx, verifiedEmail(claims));
    const before = known ?? newUser(id, claims, invitation);
    const invited = withGrants(before.roles, invitation?.roles ?? []);
    const byGroups = await rolesByGroups(tx, settings.groups, claims.groups, { roles: invited });
    const next: User = { ...before, owner: byGroups.owner ?? before.owner, roles: byGroups.roles };
    if (before.owner && !next.owner && !(await hasAnotherOwner(tx, before))) next.owner = true;
    if (!known && !next.owner && next.roles.length === 0) throw noAccount(claims);

    const changes: Change[] = [];
    if (!known) {
      await tx.insertPerson(next, "");
      changes.push(account("user.created", null, next));
    } else if (isOther(known, next)) {
      await tx.updatePerson(next);
      if (known.owner !== next.owner) changes.push(account("user.updated", known, next));
    }
    if (invitation) await tx.deleteInvitation(invitation.id);
    changes.push(...(await memberChanges(tx, known ?? { ...next, roles: [] }, next)));
    if (!linked) {
      await tx.insertIdentity({ issuer, subject, userId: next.id, createdAt: Date.now() });
      const after = { id: next.id, name: next.name, issuer };
      changes.push({ action: "identity.linked", before: null, after, affects: [] });
    }
    return { result: next, change: changes };
  });
  return result;
}

/** @throws SwitchyardError EMAIL_NOT_VERIFIED: whoever may name any e-mail could be anybody */
function verifiedEmail({ email, emailVerified }: Claims): string {
  if (email !== undefined && emailVerified) return normalEmail(email);
  throw new SwitchyardError(
    "EMAIL_NOT_VERIFIED",
    `The provider must say that the e-mail is verified, received ${email === undefined ? "no e-mail" : "one that is not"}`,
  );
}

const personByVerifiedEmail = async (reads: Reads, claims: Claims) =>
  claims.emailVerified && claims.email !== undefined ? reads.personByEmail(normalEmail(claims.email)) : undefined;

async function invitationFor(tx: Transaction, email: string, now = Date.now()): Promise<Invitation | undefined> {
  return (await tx.invitations()).find((one) => one.email === email && one.expiresAt > now);
}

const newUser = (id: string, claims: Claims, invitation: Invitation | undefined): User => ({
  id,
  email: verifiedEmail(claims),
  name: claims.name ?? verifiedEmail(claims),
  createdAt: Date.now(),
  owner: invitation?.owner ?? false,
  roles: [],
});

const hasAnotherOwner = async (tx: Transaction, { id }: User) =>
  (await tx.people()).some((one) => one.id !== id && one.owner && one.deactivatedAt === undefined);

const isOther = (a: User, b: User) => a.owner !== b.owner || JSON.stringify(a.roles) !== JSON.stringify(b.roles);

function account(action: "user.created" | "user.updated", before: User | null, after: User): Change {
  const record = ({ id, name, owner }: User) => ({ id, name, owner });
  return { action, before: before && record(before), after: record(after), affects: [] };
}

const noAccount = ({ email }: Claims) =>
  new SwitchyardError(
    "NO_ACCOUNT",
    `There is no account for ${email ?? "this person"} here, and no invitation: ask an admin for one`,
  );
