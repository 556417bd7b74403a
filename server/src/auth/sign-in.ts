import { SwitchyardError } from "../errors.ts";
import type { Storage, User } from "../storage/port.ts";
import { networkOf } from "./client-address.ts";
import { verifyPassword } from "./passwords.ts";
import { SharedAttempts } from "./shared-attempts.ts";

/** One person, at one address. */
const PER_ACCOUNT = 10;
/** One address, whatever the accounts: an office behind one address still gets in. */
const PER_ADDRESS = 60;

export type SignIn = (credentials: { email: string; password: string; address: string }) => Promise<User>;

/** E-mail addresses are compared without regard to case. */
export const normalEmail = (email: string) => email.trim().toLowerCase();

/**
 * Checks e-mail and password; the answer, and the time it takes, is the same for an unknown account and a wrong
 * password.
 *
 * @throws SwitchyardError UNAUTHENTICATED, TOO_MANY_REQUESTS
 */
export function createSignIn(storage: Storage): SignIn {
  const accounts = new SharedAttempts("sign-in of an account", PER_ACCOUNT, storage.nodes);
  const addresses = new SharedAttempts("sign-in from an address", PER_ADDRESS, storage.nodes);
  return async ({ email, password, address }) => {
    const network = networkOf(address);
    await addresses.record(network);
    await accounts.record(`${network} ${normalEmail(email)}`);
    const found = await storage.accounts.userByEmail(normalEmail(email));
    const matches = await verifyPassword(password, found?.passwordHash);
    if (found && matches && found.user.deactivatedAt === undefined) return found.user;
    throw new SwitchyardError("UNAUTHENTICATED", "E-mail and password don't match an account");
  };
}
