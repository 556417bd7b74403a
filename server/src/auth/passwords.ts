import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { createTurnstile } from "./turnstile.ts";

// scrypt by RFC 7914 with OWASP's first choice of parameters: 128 MB and some 0.3 s for each password.
const LOG_N = 17;
const R = 8;
const P = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const FORMAT = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** Each derivation takes 128 MB: a flood of sign-ins may not take all memory. */
const inTurn = createTurnstile({
  places: 2,
  waiting: 32,
  refusal: "Too many sign-ins are being checked at this moment, try again",
});

const key = (password: string, salt: Buffer, logN: number, r: number, p: number) =>
  inTurn(() => derive(password.normalize("NFC"), salt, KEY_BYTES, { N: 2 ** logN, r, p, maxmem: 256 * 1024 * 1024 }));

/** `scrypt$17$8$1$salt$hash`: with its parameters, so that they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await key(password, salt, LOG_N, R, P);
  return ["scrypt", LOG_N, R, P, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/**
 * Without a stored hash (an unknown user) it does the same work and answers false: how long it takes tells nobody
 * which accounts exist.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, logN = "", r = "", p = "", salt = "", hash = ""] = FORMAT.exec(stored ?? "") ?? [];
  if (Number(logN) > LOG_N || Number(r) !== R || Number(p) !== P || hash === "") {
    await key(password, Buffer.alloc(SALT_BYTES), LOG_N, R, P);
    return false;
  }
  const expected = Buffer.from(hash, "base64url");
  const actual = await key(password, Buffer.from(salt, "base64url"), Number(logN), R, P);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
