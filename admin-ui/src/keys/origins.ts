const ORIGIN = /^https?:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:(\d{1,5}|\*))?$/;

/** One origin per line or separated by commas. */
export function parseOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((origin) => origin.replace(/\/$/, ""))
    .filter(Boolean);
}

/** What is wrong with the first bad one, or `null`. */
export function originsProblem(text: string): string | null {
  const bad = parseOrigins(text).find((origin) => !ORIGIN.test(origin));
  if (bad === undefined) return null;
  return `“${bad}” is not an origin: write scheme and host, such as https://shop.example.com, without a path.`;
}
