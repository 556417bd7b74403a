import type { IncomingMessage } from "node:http";
import { isAllowedOrigin } from "../../live/index.ts";
import type { Key } from "../../storage/port.ts";
import type { KeyCache } from "./key-cache.ts";
import { Refusal } from "./refusal.ts";

/**
 * Who asks, by `Authorization: Bearer` or `X-API-Key`, both of which the stock providers use.
 *
 * @returns at once when the key is known
 * @throws Refusal 401 or 403
 */
export function keyOf(request: IncomingMessage, keys: KeyCache): Key | Promise<Key> {
  const found = keys.find(tokenOf(request), request.socket);
  return found instanceof Promise ? found.then((key) => admitted(key, request)) : admitted(found, request);
}

function admitted(key: Key | undefined, request: IncomingMessage): Key {
  if (key === undefined) throw unauthenticated("The SDK key is unknown or was revoked");
  requireOrigin(key, request);
  return key;
}

/** @throws Refusal 403 for a client key from a page that is none of its origins */
export function requireOrigin(key: Key, { headers }: IncomingMessage): void {
  if (key.kind === "server" || isAllowedOrigin(key.origins, headers.origin)) return;
  throw new Refusal(403, `The client key may not be used from ${headers.origin ?? "nowhere (no Origin)"}`);
}

function tokenOf({ headers }: IncomingMessage): string {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const token = authorization.startsWith("Bearer sw_")
      ? authorization.slice("Bearer ".length)
      : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (token === undefined) throw unauthenticated("Authorization must be `Bearer <SDK key>`, received another form");
    return token;
  }
  const apiKey = headers["x-api-key"];
  if (typeof apiKey === "string") return apiKey;
  throw unauthenticated("This needs an SDK key in `Authorization: Bearer …` or `X-API-Key: …`, received none");
}

const unauthenticated = (message: string) => new Refusal(401, message, { headers: { "www-authenticate": "Bearer" } });
