const MAX_RETRY_AFTER_MS = 300_000;

/** Milliseconds from a `Retry-After` header, which holds seconds or a date (RFC 9110, 10.2.3); 5 minutes at most. */
export function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : undefined;
}
