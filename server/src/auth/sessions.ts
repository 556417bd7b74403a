import type { Storage, User } from "../storage/port.ts";
import { type Identity, personWith } from "./identity.ts";
import { newToken, sha256 } from "./tokens.ts";

export const SESSION_COOKIE = "switchyard_session";
export const SESSION_SECONDS = 14 * 24 * 60 * 60;

/** Where somebody signs in from, for the list of their sessions. */
export interface Device {
  userAgent: string;
  address: string;
}

/** As much as is shown. */
const MAX_DEVICE = 300;

/** Opens a session and gives its token: the cookie's value, which is stored as a hash only. */
export async function startSession(
  { accounts }: Storage,
  user: User,
  device: Device = { userAgent: "", address: "" },
  now = Date.now(),
): Promise<string> {
  const token = newToken();
  await accounts.insertSession({
    hash: sha256(token),
    userId: user.id,
    createdAt: now,
    expiresAt: now + SESSION_SECONDS * 1000,
    lastSeenAt: now,
    userAgent: device.userAgent.slice(0, MAX_DEVICE),
    address: device.address.slice(0, MAX_DEVICE),
  });
  return token;
}

/** Whose session this is, as long as it lasts. */
export async function sessionUser(
  { accounts }: Storage,
  token: string | undefined,
  now = Date.now(),
): Promise<User | undefined> {
  return token ? accounts.sessionUser(sha256(token), now) : undefined;
}

/** The same as who is asking. */
export async function sessionIdentity(
  storage: Storage,
  token: string | undefined,
  now = Date.now(),
): Promise<Identity | undefined> {
  const user = await sessionUser(storage, token, now);
  if (user === undefined || token === undefined) return undefined;
  const session = sha256(token);
  // "Last seen" is for people: nobody waits for it, and nothing is refused because it can't be written.
  storage.accounts.touchSession(session, now).catch(() => {});
  return personWith(user, session);
}

export async function endSession({ accounts }: Storage, token: string): Promise<void> {
  await accounts.deleteSession(sha256(token));
}
