import type { IncomingMessage } from "node:http";

/**
 * Whether a page may use a client key.
 *
 * @param allowed the key's origins, such as `https://shop.example.com` or `http://localhost:*`; none allows all
 * @param origin what the browser says of the page
 */
export function isAllowedOrigin(allowed: readonly string[], origin: string | undefined): boolean {
  if (allowed.length === 0) return true;
  if (origin === undefined) return false;
  const actual = origin.toLowerCase();
  return allowed.some((one) => {
    const pattern = one.toLowerCase();
    if (!pattern.endsWith(":*")) return pattern === actual;
    const host = pattern.slice(0, -":*".length);
    return actual === host || (actual.startsWith(`${host}:`) && /^:\d+$/.test(actual.slice(host.length)));
  });
}

/** Only the host is compared: behind a proxy that ends TLS the server can't know the scheme. */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
