import type { Context } from "hono";
import type { SnapshotBody } from "../live/index.ts";

/** `gzip`, and not with a weight of zero (RFC 9110, 12.5.3). */
const TAKES_GZIP = /(^|,)\s*(x-)?gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))|,|$)/i;
/** Below this, a compressed body saves no packet. */
const WORTH_COMPRESSING_BYTES = 1_024;

/**
 * Answers with a snapshot, or with 304 when the tag that came is still the newest: also to POST, as in OFREP, whose body
 * only says whom to answer for.
 *
 * @param compressed the same bytes serve many, so compressing them pays
 */
export async function answerSnapshot(c: Context, snapshot: SnapshotBody, { compressed }: { compressed: boolean }) {
  const { bytes } = snapshot;
  const asGzip =
    compressed && bytes.length >= WORTH_COMPRESSING_BYTES && TAKES_GZIP.test(c.req.header("accept-encoding") ?? "");
  c.header("cache-control", "private, no-cache");
  c.header("vary", compressed ? "Authorization, Accept-Encoding" : "Authorization", { append: true });
  // Strong tags are of bytes, and compressed ones are others (RFC 9110, 8.8.3.3).
  c.header("etag", asGzip ? snapshot.etag.replace(/"$/, '-gzip"') : snapshot.etag);
  if (knownTags(c.req.header("if-none-match")).includes(snapshot.etag)) return c.body(null, 304);
  if (asGzip) c.header("content-encoding", "gzip");
  const body = asGzip ? await snapshot.gzipped() : bytes;
  return c.body(new Uint8Array(body), 200, { "content-type": "application/json" });
}

/** Compared weakly, as RFC 9110, 13.1.2 has it: whoever holds any form of it has the state. */
const knownTags = (header = "") =>
  header.split(",").map((tag) =>
    tag
      .trim()
      .replace(/^W\//, "")
      .replace(/-gzip"$/, '"'),
  );
