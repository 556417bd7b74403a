import { createHmac } from "node:crypto";
import { type EvaluationContext, MAX_CONTEXT_BYTES } from "@switchyard/core";

export interface SignContextOptions {
  /** The client key's signing secret, `sw_sign_…`: shown once, when the key was made. Never goes to a browser. */
  secret: string;
  /**
   * How long a browser may use the token. It needs another one before.
   * @default 3600
   */
  expiresInSeconds?: number | undefined;
}

const ONE_HOUR = 3_600;

/**
 * Signs whom a browser may ask for, for client keys that take signed contexts only: a JWT (RFC 7519) by HS256 with the
 * claims `context`, `iat` and `exp`. Any JWT library makes the same.
 *
 * @param context what the browser's flags are evaluated with, at most 8 KB of JSON
 * @returns the token, for `sdk-browser`
 * @throws TypeError when the secret is none, the time is not a number of seconds above 0, or the context is too large
 */
export function signContext(context: EvaluationContext, options: SignContextOptions): string {
  const { secret, expiresInSeconds = ONE_HOUR } = options;
  if (typeof secret !== "string" || !secret.startsWith("sw_sign_")) {
    throw new TypeError("signContext: secret must be a client key's signing secret (sw_sign_…), received another");
  }
  if (!(Number.isFinite(expiresInSeconds) && expiresInSeconds > 0)) {
    throw new TypeError(`signContext: expiresInSeconds must be a number above 0, received ${expiresInSeconds}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(context));
  if (bytes > MAX_CONTEXT_BYTES) {
    throw new TypeError(`signContext: context may have ${MAX_CONTEXT_BYTES} bytes of JSON, received ${bytes}`);
  }
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { context, iat, exp: iat + Math.ceil(expiresInSeconds) };
  const signed = [{ alg: "HS256", typ: "JWT" }, claims].map(base64url).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
