import { hkdfSync, randomUUID } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import type { Storage, User } from "../storage/port.ts";
import { hashPassword } from "./passwords.ts";
import { normalEmail } from "./sign-in.ts";
import { newToken, sameSecret, sha256 } from "./tokens.ts";

/**
 * As long as there is no user: the token of the set-up link, of which only the hash is stored. It follows (HKDF-SHA-256, RFC 5869) from the
 * server's secret and the database's epoch: all nodes of a database print the same link, at each start.
 *
 * @param secret without one the token is a new one, which makes those of earlier starts and of other nodes useless
 */
export async function offerSetup(storage: Storage, secret?: string): Promise<string | undefined> {
  const { accounts } = storage;
  if ((await accounts.countUsers()) > 0) return undefined;
  const token = secret === undefined ? newToken() : derivedToken(secret, await storage.epoch());
  await accounts.setSetupHash(sha256(token));
  return token;
}

const derivedToken = (secret: string, epoch: string) =>
  Buffer.from(hkdfSync("sha256", secret, epoch, "switchyard set-up link", 32)).toString("base64url");

export const isSetupNeeded = async ({ accounts }: Storage): Promise<boolean> => (await accounts.countUsers()) === 0;

/**
 * Makes the first admin, once.
 *
 * @throws SwitchyardError SETUP_LINK_INVALID when the link is not the one that is printed, or was used
 */
export async function setUp(
  storage: Storage,
  input: { token: string; email: string; name: string; password: string },
): Promise<User> {
  const setupHash = sha256(input.token);
  const current = await storage.accounts.setupHash();
  // Before the slow hash: a wrong link costs next to nothing. The insert below decides.
  if (current === undefined || !sameSecret(current, setupHash) || !(await isSetupNeeded(storage))) throw invalidLink();
  const user: User = {
    id: randomUUID(),
    email: normalEmail(input.email),
    name: input.name,
    createdAt: Date.now(),
    owner: true,
    roles: [],
  };
  const passwordHash = await hashPassword(input.password);
  const actor = { kind: "user" as const, id: user.id, name: user.name };
  await storage.change({ actor, reason: "set-up link" }, async (tx) => {
    if (!(await tx.insertFirstUser(user, passwordHash, setupHash))) throw invalidLink();
    const after = { email: user.email, name: user.name };
    return { result: undefined, change: { action: "user.created", before: null, after, affects: [] } };
  });
  return user;
}

const invalidLink = () =>
  new SwitchyardError(
    "SETUP_LINK_INVALID",
    "The set-up link must be the one that the server prints when it starts and works once, received another or a used one",
  );
