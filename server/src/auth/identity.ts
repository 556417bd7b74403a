import type { Authority } from "../storage/authority.ts";
import type { Actor, Author, User } from "../storage/port.ts";

/** Who is asking: a person with a session, or the operator's admin token. */
export type Identity = { kind: "user"; user: User } | { kind: "token" };

/** What the operator's token goes by in the change log. */
export const ADMIN_TOKEN_ID = "admin-token";

/** Everyone who is signed in is an admin. */
const EVERYTHING: Authority = { roleAt: () => "admin" };

/** For the change log. */
export function authorOf(identity: Identity, reason?: string): Author {
  const trimmed = reason?.trim();
  return { actor: actorOf(identity), authority: EVERYTHING, ...(trimmed ? { reason: trimmed } : {}) };
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
