import { randomUUID } from "node:crypto";
import { authorOf, type PersonIdentity } from "../auth/identity.ts";
import { sha256 } from "../auth/tokens.ts";
import { SwitchyardError } from "../errors.ts";
import { notFound } from "../projects/find.ts";
import type { Role } from "../storage/authority.ts";
import type { ApiToken, Reads, Storage } from "../storage/port.ts";
import { changedToken, expiryOf, MAX_TOKENS, type Rotation, type Secret, withNewSecret } from "./token-change.ts";
import { hintOf, newApiToken } from "./token-format.ts";

export interface TokenInput {
  name: string;
  atMost?: Role | undefined;
  expiresInDays?: number | undefined;
}

/**
 * Makes a token that acts in a person's name. The answer is the only place where it is ever readable.
 *
 * @throws SwitchyardError LIMIT_REACHED
 */
export async function createToken(
  storage: Storage,
  person: PersonIdentity,
  { name, atMost, expiresInDays }: TokenInput,
  reason?: string,
): Promise<ApiToken & Secret> {
  const secret = newApiToken();
  const { result } = await storage.change(authorOf(person, reason), async (tx) => {
    const { user } = person;
    if ((await tx.tokensOf(user.id)).length >= MAX_TOKENS) {
      throw new SwitchyardError(
        "LIMIT_REACHED",
        `A person may have at most ${MAX_TOKENS} API tokens: revoke one first`,
      );
    }
    const now = Date.now();
    const token: ApiToken = {
      id: randomUUID(),
      userId: user.id,
      name,
      hint: hintOf(secret),
      roles: [],
      atMost,
      createdAt: now,
      createdBy: user.name,
      expiresAt: expiryOf(expiresInDays, now),
    };
    await tx.insertApiToken(token, sha256(secret));
    return { result: token, change: changedToken("token.created", undefined, token) };
  });
  return { ...result, token: secret };
}

/** @throws SwitchyardError NOT_FOUND, also for somebody else's */
export async function rotateToken(
  storage: Storage,
  person: PersonIdentity,
  id: string,
  rotation: Rotation,
): Promise<ApiToken & Secret> {
  const secret = newApiToken();
  const { result } = await storage.change(authorOf(person, rotation.reason), async (tx) => {
    const token = await requireOwn(tx, person, id);
    const next = withNewSecret(token, secret, rotation.overlapHours);
    await tx.rotateApiToken(next, sha256(secret));
    return { result: next, change: changedToken("token.rotated", token, next) };
  });
  return { ...result, token: secret };
}

/** @throws SwitchyardError NOT_FOUND, also for somebody else's */
export async function revokeToken(storage: Storage, person: PersonIdentity, id: string, reason?: string) {
  await storage.change(authorOf(person, reason), async (tx) => {
    const token = await requireOwn(tx, person, id);
    await tx.updateApiToken({ ...token, revokedAt: Date.now() });
    return { result: undefined, change: changedToken("token.revoked", token, undefined) };
  });
}

async function requireOwn(reads: Reads, { user }: PersonIdentity, id: string): Promise<ApiToken> {
  const token = (await reads.tokensOf(user.id)).find((one) => one.id === id);
  if (token === undefined) throw notFound("API token", id);
  return token;
}
