import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

const DROPPED = new Set(["upgrade", "http2-settings", "connection"]);

/**
 * Some HTTP clients offer an upgrade with every plain request (Java's offers HTTP/2 so). With an `upgrade` listener Node
 * hands such requests over as raw sockets; a server is free to ignore the offer (RFC 9110, 7.8), so the request is given
 * back without it. Its body, which nobody has read, follows in the socket.
 */
export function passThrough(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    if (!DROPPED.has(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[index + 1] ?? ""}`);
  }
  // Node decodes header bytes as latin1.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}
