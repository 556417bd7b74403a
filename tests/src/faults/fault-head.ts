import type { Fault } from "./fault.ts";

/** Faults that act on the first request of a connection. */
export type HeadFault = Extract<Fault, { mode: "answer" | "strip-upgrade" }>;

export const isHeadFault = (fault: Fault): fault is HeadFault =>
  fault.mode === "answer" || fault.mode === "strip-upgrade";

const CRLF = "\r\n";
const HEAD_END = CRLF + CRLF;

/** Where the headers of a request end, or -1. */
export const headEnd = (request: string) => request.indexOf(HEAD_END);

export function answer({ status, retryAfter }: Extract<Fault, { mode: "answer" }>): string {
  const wish = retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`];
  return [`HTTP/1.1 ${status} From the proxy`, "Content-Length: 0", "Connection: close", ...wish].join(CRLF) + HEAD_END;
}

/** @param end where the request's headers end */
export function withoutUpgrade(request: string, end: number): Buffer {
  const lines = request.slice(0, end).split(CRLF);
  const kept = lines.filter((line) => !/^(upgrade|connection) *:/i.test(line));
  return Buffer.from([...kept, "Connection: close"].join(CRLF) + request.slice(end), "latin1");
}
