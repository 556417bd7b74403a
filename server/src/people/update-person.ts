import { authorOf, type Identity } from "../auth/identity.ts";
import { SwitchyardError } from "../errors.ts";
import { notFound } from "../projects/find.ts";
import type { Action, Change, Storage, Transaction, User } from "../storage/port.ts";
import { requireSomebodyElse } from "./own-access.ts";

export interface PersonPatch {
  name?: string | undefined;
  owner?: boolean | undefined;
  active?: boolean | undefined;
}

const NO_LONGER_OWNER =
  "An owner can't stop being one by themself, since only an owner could undo it: ask another owner to do it";
const DEACTIVATED =
  "An owner can't deactivate their own account, which would lock them out: ask another owner to do it";

/**
 * Renames somebody, makes them an owner or no longer one, lets them in or not. Who is deactivated is out at once:
 * sessions end, and their tokens are nobody's.
 *
 * @throws SwitchyardError NOT_FOUND, LAST_OWNER, OWN_ACCESS
 */
export async function updatePerson(
  storage: Storage,
  identity: Identity,
  id: string,
  patch: PersonPatch,
  reason?: string,
): Promise<User> {
  const { result } = await storage.change(authorOf(identity, reason), async (tx) => {
    const user = await tx.person(id);
    if (user === undefined) throw notFound("person", id);
    const { active = user.deactivatedAt === undefined } = patch;
    const next: User = {
      ...user,
      name: patch.name ?? user.name,
      owner: patch.owner ?? user.owner,
      deactivatedAt: active ? undefined : (user.deactivatedAt ?? Date.now()),
    };
    if (isOwner(user) && !isOwner(next)) {
      await requireAnotherOwner(tx, user);
      requireSomebodyElse(identity, id, active ? NO_LONGER_OWNER : DEACTIVATED);
    }
    const changes = changesOf(user, next);
    if (changes.length === 0) return { result: user };
    await tx.updatePerson(next);
    if (!active) await tx.endSessions(id);
    return { result: next, change: changes };
  });
  return result;
}

const isOwner = ({ owner, deactivatedAt }: User) => owner && deactivatedAt === undefined;

/** @throws SwitchyardError LAST_OWNER */
async function requireAnotherOwner(tx: Transaction, { id, name }: User): Promise<void> {
  if ((await tx.people()).some((one) => one.id !== id && isOwner(one))) return;
  throw new SwitchyardError("LAST_OWNER", `${name} is the only owner, and nobody could make another: make one first`);
}

function changesOf(before: User, after: User): Change[] {
  const record = ({ id, name, owner }: User) => ({ id, name, owner });
  const change = (action: Action): Change => ({ action, before: record(before), after: record(after), affects: [] });
  const isOut = ({ deactivatedAt }: User) => deactivatedAt !== undefined;
  const isEdited = before.name !== after.name || before.owner !== after.owner;
  return [
    ...(isEdited ? [change("user.updated")] : []),
    ...(isOut(before) === isOut(after) ? [] : [change(isOut(after) ? "user.deactivated" : "user.reactivated")]),
  ];
}

/**
 * Ends all sessions of somebody.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function endSessionsOf(storage: Storage, identity: Identity, id: string, reason?: string): Promise<void> {
  await storage.change(authorOf(identity, reason), async (tx) => {
    const user = await tx.person(id);
    if (user === undefined) throw notFound("person", id);
    await tx.endSessions(id);
    const after = { id, name: user.name };
    return { result: undefined, change: { action: "sessions.ended", before: null, after, affects: [] } };
  });
}
