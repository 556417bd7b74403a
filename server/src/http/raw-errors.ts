import { STATUS_CODES } from "node:http";
import { ERRORS, type SwitchyardError } from "../errors.ts";

// Errors that happen where there is no route and no context yet, in the same shape as all others.

export function wholeErrorAnswer(error: SwitchyardError): Response {
  return Response.json(error.body(), { status: ERRORS[error.code].status, headers: { "cache-control": "no-store" } });
}

/** The bytes of an answer, for a connection on which no request could be read. It is the last one on it. */
export function rawErrorAnswer(error: SwitchyardError): string {
  const { status } = ERRORS[error.code];
  const body = JSON.stringify(error.body());
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}
