import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits in base64url. */
export const newToken = () => randomBytes(32).toString("base64url");

/** What is stored of a token that has 256 random bits: it needs no salt and no slow hash. */
export const sha256 = (token: string) => createHash("sha256").update(token).digest("hex");

/** Compares in a time that tells nothing about the content, nor about the length. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
