import { createMiddleware } from "hono/factory";
import { SwitchyardError } from "../errors.ts";
import { bodyTooLarge, jsonDepth, MAX_BODY_BYTES, MAX_JSON_DEPTH, readBounded } from "./bounds.ts";
import type { Env } from "./env.ts";

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Reads, bounds and checks a JSON body before any schema sees it. An empty body counts as `{}`.
 * Runs after the access check: nobody without a credential makes the server read a body.
 */
export const jsonBody = createMiddleware<Env>(async (c, next) => {
  const declared = Number(c.req.header("content-length") ?? 0);
  if (declared > MAX_BODY_BYTES) throw bodyTooLarge(String(declared));
  const bytes = await readBounded(c.req.raw.body);
  const type = c.req.header("content-type");
  if (bytes.byteLength > 0 && !JSON_TYPE.test(type ?? "")) {
    throw new SwitchyardError(
      "UNSUPPORTED_MEDIA_TYPE",
      `Content-Type must be application/json, received ${type === undefined ? "none" : JSON.stringify(type)}`,
    );
  }
  const headers = new Headers(c.req.raw.headers);
  headers.set("content-type", "application/json");
  c.req.raw = new Request(c.req.raw, { headers, body: bytes.byteLength === 0 ? "{}" : checkedText(bytes) });
  await next();
});

function checkedText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SwitchyardError("INVALID_JSON", "The body must be UTF-8, received other bytes", { cause });
  }
  const depth = jsonDepth(text);
  if (depth > MAX_JSON_DEPTH) {
    throw new SwitchyardError(
      "INVALID_JSON",
      `The body may be nested at most ${MAX_JSON_DEPTH} levels deep, received ${depth}`,
    );
  }
  try {
    JSON.parse(text);
  } catch (cause) {
    // V8's message quotes the text around the fault, which may be a password.
    const place = /at position \d+|Unexpected end/.exec(cause instanceof Error ? cause.message : "")?.[0];
    throw new SwitchyardError(
      "INVALID_JSON",
      `The body must be JSON, received something else${place ? ` (${place.toLowerCase()})` : ""}`,
      { cause },
    );
  }
  return text;
}
