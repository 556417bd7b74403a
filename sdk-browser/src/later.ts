import type { Report, ReportRequest } from "@switchyard/core";
import type { Closed, Polled } from "@switchyard/core/client";

// What a page can do without at first, in a chunk of its own: plain requests, for when the stream can't be had.

const TIMEOUT_MS = 10_000;

/** Sends JSON. @returns an answer of 2xx or 304; rejects with a {@link Closed} otherwise */
async function post(address: string, key: string, body: unknown, etag?: string): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  if (etag) headers["if-none-match"] = etag;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal });
  const { ok, status } = response;
  if (ok || status === 304) return response;
  const retryAfterMs = 1000 * Number(response.headers.get("retry-after")) || undefined;
  throw { code: 4000 + status, reason: `answered ${status}`, retryAfterMs } satisfies Closed;
}

/** One poll of the answers for a context. */
export async function poll(base: string, key: string, asked: object, etag: string | undefined): Promise<Polled> {
  const response = await post(`${base}client/flags`, key, asked, etag);
  return response.ok ? { text: await response.text(), etag: response.headers.get("etag") } : {};
}

/** How often something was counted, and the sum of its values, by what it is: see {@link sendReport}. */
export type Counts = Map<string, readonly [count: number, sum: number]>;

/**
 * Sends what was counted: over the stream, or with what is evaluated with by a plain request.
 *
 * @param counts by the JSON of `[flag, variant]`, `[flag]` for a key that no flag has, and `[0, event]`
 */
export async function sendReport(
  counts: Counts,
  seq: number,
  way: { send(report: Report): unknown } | { base: string; key: string; self: Omit<ReportRequest, "report"> },
): Promise<void> {
  const report: Report = { type: "report", seq, evaluations: [], unknown: [], events: [] };
  for (const [name, [count, sum]] of counts) {
    const [flag, variant] = JSON.parse(name);
    if (flag === 0) report.events?.push({ event: variant, count, sum });
    else if (variant === undefined) report.unknown?.push({ flag, count });
    else report.evaluations.push({ flag, variant, count });
  }
  if ("send" in way) {
    if (counts.size) way.send(report);
    return;
  }
  const { type, ...body } = report;
  await post(`${way.base}report`, way.key, { ...way.self, report: body });
}
