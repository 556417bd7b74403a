import type { Authority } from "../storage/authority.ts";
import type { Actor, Author, User } from "../storage/port.ts";
import { authorityOfUser, EVERYWHERE } from "./authority.ts";

/** Who is asking, and what they may do. */
export type Identity = Rights & (Person | Operator);

interface Rights {
  authority: Authority;
  /** May do what belongs to no project: make projects and accounts. */
  isOwner: boolean;
  /** What is done is to be pushed through what holds it, and why. */
  breakGlass?: { reason: string };
}

interface Person {
  kind: "user";
  user: User;
  /** The SHA-256 of the session's token. */
  session: string;
}

/** With the operator's admin token. */
interface Operator {
  kind: "token";
}

export const OPERATOR: Identity = { kind: "token", authority: EVERYWHERE, isOwner: true };

export const personWith = (user: User, session: string): Identity => ({
  kind: "user",
  user,
  session,
  authority: authorityOfUser(user),
  isOwner: user.owner,
});

/** What the operator's token goes by in the change log. */
export const ADMIN_TOKEN_ID = "admin-token";

/** For the change log. */
export function authorOf(identity: Identity, reason?: string): Author {
  const trimmed = reason?.trim();
  return {
    actor: actorOf(identity),
    authority: identity.authority,
    ...(trimmed ? { reason: trimmed } : {}),
    ...(identity.breakGlass ? { breakGlass: identity.breakGlass } : {}),
  };
}

function actorOf(identity: Identity): Actor {
  return identity.kind === "user"
    ? { kind: "user", id: identity.user.id, name: identity.user.name }
    : { kind: "token", id: ADMIN_TOKEN_ID, name: "admin token" };
}

/** What a person goes by; a token is nobody. */
export const namesOf = (identity: Identity): string[] | undefined =>
  identity.kind === "user" ? [identity.user.name, identity.user.email] : undefined;

/** For what the server does by itself. */
export const SYSTEM: Actor = { kind: "system", id: "switchyard", name: "Switchyard" };
