import { createMiddleware } from "hono/factory";
import { SwitchyardError } from "../../errors.ts";
import type { Env } from "../env.ts";
import { bodyTooLarge, readBounded } from "./bounds.ts";
import { checkedJson } from "./json-text.ts";

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Reads, bounds and checks a JSON body before any schema sees it. An empty body counts as `{}`.
 * Runs after the access check: nobody without a credential makes the server read a body.
 */
export const jsonBody = (maxBytes: number) =>
  createMiddleware<Env>(async (c, next) => {
    const declared = Number(c.req.header("content-length") ?? 0);
    if (declared > maxBytes) throw bodyTooLarge(String(declared), maxBytes);
    const bytes = await readBounded(c.req.raw.body, maxBytes);
    const type = c.req.header("content-type");
    if (bytes.byteLength > 0 && !JSON_TYPE.test(type ?? "")) {
      throw new SwitchyardError(
        "UNSUPPORTED_MEDIA_TYPE",
        `Content-Type must be application/json, received ${type === undefined ? "none" : JSON.stringify(type)}`,
      );
    }
    const headers = new Headers(c.req.raw.headers);
    headers.set("content-type", "application/json");
    c.req.raw = new Request(c.req.raw, { headers, body: bytes.byteLength === 0 ? "{}" : checkedJson(bytes) });
    await next();
  });
