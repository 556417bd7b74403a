import type { Fault } from "./fault.ts";

/** Faults that act on the first request of a connection. */
export type HeadFault = Extract<Fault, { mode: "answer" | "strip-upgrade" | "http-1.0" }>;

export const isHeadFault = (fault: Fault): fault is HeadFault =>
  fault.mode === "answer" || fault.mode === "strip-upgrade" || fault.mode === "http-1.0";

const CRLF = "\r\n";
const HEAD_END = CRLF + CRLF;

/** Where the headers of a request end, or -1. */
export const headEnd = (request: string) => request.indexOf(HEAD_END);

export function answer({ status, retryAfter }: Extract<Fault, { mode: "answer" }>): string {
  const wish = retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`];
  return [`HTTP/1.1 ${status} From the proxy`, "Content-Length: 0", "Connection: close", ...wish].join(CRLF) + HEAD_END;
}

/** Whether it asks for a stream. @param request the first bytes */
export const asksForStream = (request: Buffer) => request.toString("latin1", 0, 200).includes("/v1/stream ");

/** The first bytes of an answer, as HTTP/1.0 says them. */
export const asOldAnswer = (answer: Buffer) =>
  Buffer.from(answer.toString("latin1").replace(/^HTTP\/1\.1/, "HTTP/1.0"), "latin1");

/** @param end where the request's headers end */
export function withoutUpgrade(request: string, end: number, mode: HeadFault["mode"]): Buffer {
  const [first = "", ...headers] = request.slice(0, end).split(CRLF);
  const lines = [mode === "http-1.0" ? first.replace("HTTP/1.1", "HTTP/1.0") : first, ...headers];
  const kept = lines.filter((line) => !/^(upgrade|connection) *:/i.test(line));
  return Buffer.from([...kept, "Connection: close"].join(CRLF) + request.slice(end), "latin1");
}
