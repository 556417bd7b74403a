import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ERRORS, type SwitchyardError } from "../../errors.ts";

/** How long the other side may take to read why it was refused. */
const LINGER_MS = 1_000;

/** Answers an upgrade request with an error, in the one shape that every error of the API has, and ends the socket. */
export function refuse(socket: Duplex, error: SwitchyardError): void {
  const { status } = ERRORS[error.code];
  const body = JSON.stringify(error.body());
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(error.retryAfter === undefined ? [] : [`Retry-After: ${error.retryAfter}`]),
  ];
  // What is still coming is read and dropped: else the end could become a reset that takes the answer with it.
  socket.resume();
  socket.once("end", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once("close", () => clearTimeout(timer));
}
