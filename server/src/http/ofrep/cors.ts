import type { IncomingMessage } from "node:http";

/** What Chromium takes at most. */
const PREFLIGHT_SECONDS = "7200";

export type KnowsOrigin = (origin: string) => Promise<boolean>;

/**
 * The CORS headers of an answer: pages of origins that client keys allow may read it, refusals included. Whether this
 * key may be used from this page is checked with the key. No credentials: keys travel in headers, never in cookies.
 */
export async function corsHeaders({ headers }: IncomingMessage, isKnown: KnowsOrigin): Promise<string[]> {
  const { origin } = headers;
  if (origin === undefined) return [];
  const vary = ["vary", "Origin"];
  if (!(await isKnown(origin))) return vary;
  return ["access-control-allow-origin", origin, "access-control-expose-headers", "ETag, Retry-After", ...vary];
}

/** What a preflight is told besides. It shows no key, and comes for every path and method. */
export const PREFLIGHT_HEADERS: readonly string[] = [
  "access-control-allow-methods",
  "GET, POST",
  "access-control-allow-headers",
  "Content-Type, Authorization, X-API-Key, If-None-Match, Last-Event-ID",
  "access-control-max-age",
  PREFLIGHT_SECONDS,
];
