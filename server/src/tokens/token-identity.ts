import { type Identity, programOf, robotWith } from "../auth/identity.ts";
import { sha256 } from "../auth/tokens.ts";
import type { Storage } from "../storage/port.ts";

/** Who asks with an API token, as far as it is in force and its owner may still get in. */
export async function tokenIdentity(storage: Storage, secret: string, now = Date.now()): Promise<Identity | undefined> {
  const token = await storage.accounts.tokenByHash(sha256(secret), now);
  if (token === undefined) return undefined;
  const identity = token.userId === undefined ? robotWith(token) : await ofPerson(token.userId);
  // "Last used" is for people: nobody waits for it, and nothing is refused because it can't be written.
  if (identity) storage.accounts.touchToken(token.id, now).catch(() => {});
  return identity;

  async function ofPerson(userId: string): Promise<Identity | undefined> {
    const user = await storage.person(userId);
    return user && token && user.deactivatedAt === undefined ? programOf(user, token) : undefined;
  }
}
