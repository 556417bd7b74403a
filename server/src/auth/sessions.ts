import type { Storage, User } from "../storage/port.ts";
import { newToken, sha256 } from "./tokens.ts";

export const SESSION_COOKIE = "switchyard_session";
export const SESSION_SECONDS = 14 * 24 * 60 * 60;

/** Opens a session and gives its token: the cookie's value, which is stored as a hash only. */
export async function startSession({ accounts }: Storage, user: User, now = Date.now()): Promise<string> {
  const token = newToken();
  await accounts.insertSession({
    hash: sha256(token),
    userId: user.id,
    createdAt: now,
    expiresAt: now + SESSION_SECONDS * 1000,
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

export async function endSession({ accounts }: Storage, token: string): Promise<void> {
  await accounts.deleteSession(sha256(token));
}
