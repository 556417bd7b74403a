const HERE = "http://here.invalid";

/**
 * Where to go after signing in: a path of this server, or its first page. Whatever a browser could take for another
 * server (`//evil.example`, `/\evil.example`, a scheme) is the first page, too.
 */
export function localPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith("/") || !URL.canParse(wanted, HERE)) return "/";
  const url = new URL(wanted, HERE);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // Normalising can make a new double slash: `/x/..//evil.example`.
  return url.origin === HERE && !path.startsWith("//") ? path : "/";
}
