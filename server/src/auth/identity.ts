import type { Authority } from "../storage/authority.ts";
import type { Actor, ApiToken, Author, User } from "../storage/port.ts";
import { atMost, authorityOf, authorityOfUser, EVERYWHERE } from "./authority.ts";

/** Who is asking, and what they may do. */
export type Identity = Rights & (Person | Robot | Operator);

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
  /** The SHA-256 of the session's token; absent for a program with a token of theirs. */
  session?: string;
  /** A program whose token may less than its person. */
  isLimited?: boolean;
}

/** A program with an account of its own. */
interface Robot {
  kind: "robot";
  robot: ApiToken;
}

/** With the operator's admin token. */
interface Operator {
  kind: "token";
}

export type PersonIdentity = Extract<Identity, { kind: "user" }>;

export const OPERATOR: Identity = { kind: "token", authority: EVERYWHERE, isOwner: true };

export const personWith = (user: User, session: string): Identity => ({
  kind: "user",
  user,
  session,
  authority: authorityOfUser(user),
  isOwner: user.owner,
});

/** Never more than its owner has now, whatever they had when it was made. */
export const programOf = (user: User, { atMost: most }: ApiToken): Identity => ({
  kind: "user",
  user,
  isLimited: most !== undefined,
  authority: most === undefined ? authorityOfUser(user) : atMost(authorityOfUser(user), most),
  isOwner: user.owner && most === undefined,
});

export const robotWith = (robot: ApiToken): Identity => ({
  kind: "robot",
  robot,
  authority: authorityOf(robot.roles),
  isOwner: false,
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
    ...(identity.kind === "user" && identity.isLimited ? { isLimited: true } : {}),
    ...(identity.breakGlass ? { breakGlass: identity.breakGlass } : {}),
  };
}

/** A person's program acts in the person's name: it is no second pair of eyes. */
function actorOf(identity: Identity): Actor {
  switch (identity.kind) {
    case "user":
      return { kind: "user", id: identity.user.id, name: identity.user.name };
    case "robot":
      return { kind: "token", id: identity.robot.id, name: identity.robot.name };
    case "token":
      return { kind: "token", id: ADMIN_TOKEN_ID, name: "admin token" };
  }
}

/**
 * The people who see what somebody is shown, such as a secret: with a robot those who hold the robot's own.
 *
 * @returns undefined where that is not known
 */
export function holdersOf(identity: Identity): readonly string[] | undefined {
  return identity.kind === "robot" ? identity.robot.heldBy : [actorOf(identity).id];
}

/** What a person goes by; a token is nobody. */
export const namesOf = (identity: Identity): string[] | undefined =>
  identity.kind === "user" ? [identity.user.name, identity.user.email] : undefined;

/** For what the server does by itself. */
export const SYSTEM: Actor = { kind: "system", id: "switchyard", name: "Switchyard" };
