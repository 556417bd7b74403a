import { createHmac, timingSafeEqual } from "node:crypto";
import type { EvaluationContext } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";

// What an application's backend says of whom a browser speaks for: a JWT (RFC 7519) signed with HS256 (RFC 7518, 3.2).

/** A context of 8 KB in base64url, and room for other claims. */
const MAX_TOKEN_LENGTH = 16 * 1024;

export interface SignedContext {
  context: EvaluationContext;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/**
 * @param secret as the backend has it: its characters are the key
 * @param now milliseconds since 1970
 * @throws SwitchyardError TOKEN_REFUSED, which says why and shows nothing of the token
 */
export function readSignedContext(token: string, secret: string, now: number): SignedContext {
  if (token.length > MAX_TOKEN_LENGTH) {
    throw refused(`it may have ${MAX_TOKEN_LENGTH} characters, received ${token.length}`);
  }
  const [, header, claims, signature] = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/.exec(token) ?? [];
  if (header === undefined || claims === undefined || signature === undefined) {
    throw refused("it must be a JWT, three parts of base64url with dots between them");
  }
  requireHs256(header);
  // Nothing that was not signed is looked into any further.
  const expected = createHmac("sha256", secret).update(`${header}.${claims}`).digest();
  const received = Buffer.from(signature, "base64url");
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) {
    throw refused("it is not signed with this client key's signing secret");
  }
  return readClaims(claims, now);
}

function requireHs256(part: string): void {
  const { alg, crit } = parsePart(part, "header");
  if (alg !== "HS256") throw refused(`alg must be HS256, received ${nameOf(alg)}`);
  // RFC 7515, 4.1.11: what one must understand and doesn't is refused.
  if (crit !== undefined) throw refused("crit names extensions, and none is known here");
}

function readClaims(part: string, now: number): SignedContext {
  const { context, exp, nbf } = parsePart(part, "claims");
  if (typeof exp !== "number") throw refused("exp must be a number, seconds since 1970");
  if (exp * 1_000 <= now) throw refused("it has expired");
  if (typeof nbf === "number" && nbf * 1_000 > now) throw refused("it is not valid yet (nbf)");
  if (typeof context !== "object" || context === null || Array.isArray(context)) {
    throw refused("the claim context must be an object");
  }
  return { context: context as EvaluationContext, expiresAt: exp * 1_000 };
}

function parsePart(part: string, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw refused(`its ${name} must be a JSON object`);
}

const nameOf = (alg: unknown) => (typeof alg === "string" && /^\w{1,10}$/.test(alg) ? alg : "another");

const refused = (why: string) => new SwitchyardError("TOKEN_REFUSED", `The token was refused: ${why}`);
