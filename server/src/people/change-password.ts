import { authorOf, type Identity } from "../auth/identity.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { SignIn } from "../auth/sign-in.ts";
import type { Storage } from "../storage/port.ts";

/**
 * Changes one's own password, with the one before as proof; every other session ends.
 *
 * @param signIn is asked whether the one before is right, and slows down who guesses
 * @throws SwitchyardError UNAUTHENTICATED, TOO_MANY_REQUESTS
 */
export async function changePassword(
  storage: Storage,
  signIn: SignIn,
  person: Extract<Identity, { kind: "user" }>,
  input: { current: string; password: string; address: string },
): Promise<void> {
  const { user, session } = person;
  await signIn({ email: user.email, password: input.current, address: input.address });
  const passwordHash = await hashPassword(input.password);
  await storage.change(authorOf(person), async (tx) => {
    await tx.setPassword(user.id, passwordHash);
    await tx.endSessions(user.id, session);
    const after = { id: user.id, name: user.name };
    return { result: undefined, change: { action: "password.changed", before: null, after, affects: [] } };
  });
}
