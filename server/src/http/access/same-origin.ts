import { SwitchyardError } from "../../errors.ts";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A browser sends the session's cookie along with requests that other sites cause. A write that relies on the cookie
 * must therefore prove where it comes from; one without any proof is refused too.
 *
 * @throws SwitchyardError CROSS_ORIGIN
 */
export function requireSameOrigin(request: Request): void {
  if (READS.has(request.method)) return;
  const proof = originOf(request);
  if (proof !== "same") throw crossOrigin(request);
}

/**
 * For writes without a credential, such as signing in: scripts may leave the proof out, another site may not.
 *
 * @throws SwitchyardError CROSS_ORIGIN
 */
export function refuseCrossOrigin(request: Request): void {
  if (!READS.has(request.method) && originOf(request) === "other") throw crossOrigin(request);
}

function originOf(request: Request): "same" | "other" | "unknown" {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" ? "same" : "other";
  const origin = request.headers.get("origin");
  if (origin === null) return "unknown";
  // Only the host: behind a proxy that ends TLS the server can't know the scheme.
  return URL.canParse(origin) && new URL(origin).host === request.headers.get("host") ? "same" : "other";
}

function crossOrigin(request: Request): SwitchyardError {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const received = site ? `Sec-Fetch-Site: ${site}` : origin ? `Origin: ${origin}` : "neither";
  return new SwitchyardError(
    "CROSS_ORIGIN",
    `A write with a session must come from this origin (Sec-Fetch-Site or Origin), received ${received}`,
  );
}
