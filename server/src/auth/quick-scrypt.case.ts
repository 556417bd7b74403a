type Crypto = typeof import("node:crypto");

/**
 * `node:crypto` for `vi.mock`, in which scrypt is quick: for tests of what is done with passwords. That the hash itself is slow
 * enough is shown in passwords.test.ts. The server has no setting for it, so that nobody can get it wrong.
 */
export function withQuickScrypt(crypto: Crypto): Crypto {
  const scrypt = (
    password: Parameters<Crypto["scrypt"]>[0],
    salt: Parameters<Crypto["scrypt"]>[1],
    bytes: number,
    { r, p }: { r: number; p: number },
    done: (error: Error | null, key: Buffer) => void,
  ) => crypto.scrypt(password, salt, bytes, { N: 16, r, p }, done);
  return { ...crypto, scrypt: scrypt as Crypto["scrypt"] };
}
