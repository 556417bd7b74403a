import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { createGunzip } from "node:zlib";
import type { Closed } from "@switchyard/core/client";
import { readRetryAfter } from "./retry-after.ts";

/** A snapshot larger than this is refused, and the last good one kept. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const DEADLINE_MS = 10_000;

export interface Asked {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  /** @default 10000 */
  deadlineMs?: number;
}

export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/**
 * One plain request that keeps no process alive.
 *
 * @param done is called once, later: with the answer, whatever its status, or with why there is none
 */
export function request(url: URL, asked: Asked, done: (answer: Answered | Closed) => void): void {
  const { method, headers, body, deadlineMs = DEADLINE_MS } = asked;
  const outgoing = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
    method,
    headers: {
      ...headers,
      "accept-encoding": "gzip",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    agent: false,
  });
  let over = false;
  const deadline = setTimeout(() => end({ reason: `no answer in ${deadlineMs / 1000} s` }), deadlineMs).unref();

  function end(answer: Answered | Closed) {
    if (over) return;
    over = true;
    clearTimeout(deadline);
    outgoing.destroy();
    done(answer);
  }

  outgoing.on("socket", (socket) => socket.unref());
  outgoing.on("error", (error: NodeJS.ErrnoException) => end({ reason: error.message || error.code || error.name }));
  outgoing.on("response", (response) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const isZipped = response.headers["content-encoding"] === "gzip";
    const readable = isZipped ? response.pipe(createGunzip()) : response;
    readable.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > MAX_MESSAGE_BYTES)
        end({ reason: `an answer may have ${MAX_MESSAGE_BYTES} bytes, this one has more` });
      else parts.push(part);
    });
    readable.on("error", (error) => end({ reason: error.message }));
    response.on("aborted", () => end({ reason: "the answer was cut off" }));
    readable.on("end", () => {
      const { statusCode: status = 0, headers } = response;
      end({ status, headers, text: Buffer.concat(parts).toString() });
    });
  });
  outgoing.end(body);
}

/** As the connection's loop takes refusals. */
export function refusalOf({ status, headers }: Answered): Closed {
  return { code: 4000 + status, retryAfterMs: readRetryAfter(headers["retry-after"]), reason: `answered ${status}` };
}
