import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "./refusal.ts";

/**
 * Answers with JSON.
 *
 * @param headers name, value, name, …; they are added to
 * @param isAscii every character is one byte, which spares measuring and encoding them
 */
export function send(
  response: ServerResponse,
  status: number,
  headers: string[],
  json: string | Buffer,
  isAscii = false,
): void {
  if (response.destroyed) return;
  const length = typeof json === "string" && !isAscii ? Buffer.byteLength(json) : json.length;
  headers.push("content-type", "application/json", "content-length", String(length));
  response.writeHead(status, headers);
  response.end(json, isAscii ? "latin1" : "utf8");
}

export function sendNothing(response: ServerResponse, status: 204 | 304, headers: string[]): void {
  if (response.destroyed) return;
  response.writeHead(status, headers);
  response.end();
}

/** @param key of the one flag that was asked for */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  key: string | undefined,
  headers: readonly string[],
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const more = Object.entries(refusal.headers).flat();
  // Nobody reads on what was not wanted: the connection ends with the answer.
  if (!request.complete) more.push("connection", "close");
  send(response, refusal.status, [...headers, ...more], JSON.stringify(refusal.body(key)));
}
