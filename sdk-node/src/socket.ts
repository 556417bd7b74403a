import { SUBPROTOCOL } from "@switchyard/core";
import type { Closed, Socket, SocketEvents } from "@switchyard/core/client";
import { WebSocket } from "ws";
import { MAX_MESSAGE_BYTES } from "./request.ts";
import { readRetryAfter } from "./retry-after.ts";

export interface SocketTarget {
  url: URL;
  sdkKey: string;
  /** Such as `node/0.1.0`. */
  sdk: string;
}

export interface NodeSocket extends Socket {
  /** Calls once everything sent before has arrived, or the socket is closed. */
  settle(done: () => void): void;
}

/**
 * A `ws` socket that keeps no process alive, from the first moment on: it is unref'd before it connects.
 *
 * @throws TypeError when the key can't be sent in a header
 */
export function openSocket({ url, sdkKey, sdk }: SocketTarget, events: SocketEvents): NodeSocket {
  const socket = new WebSocket(url, SUBPROTOCOL, {
    headers: { authorization: `Bearer ${sdkKey}`, "user-agent": `switchyard-${sdk}` },
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    finishRequest(request) {
      request.on("socket", (tcp) => tcp.unref());
      request.end();
    },
  });
  let refusal: Closed = {};
  let pings = 0;

  socket.on("open", () => events.opened());
  socket.on("message", (data, isBinary) => events.received(isBinary ? "" : data.toString()));
  socket.on("ping", () => events.alive());
  socket.on("pong", () => events.alive());
  socket.on("unexpected-response", (_request, response) => {
    const status = response.statusCode ?? 0;
    refusal = {
      code: 4000 + status,
      retryAfterMs: readRetryAfter(response.headers["retry-after"]),
      reason: `answered ${status} ${response.statusMessage}`,
    };
    socket.terminate();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    // A refusal is known already; what terminate() says about it would only blur it. An AggregateError has no message.
    refusal.reason ??= error.message || error.code || error.name;
  });
  socket.on("close", (code, reason) =>
    events.closed({ code, reason: reason.toString() || `closed with ${code}`, ...refusal }),
  );

  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      // Not waiting for the other side's goodbye: it may be the very one that does not answer.
      socket.terminate();
    },
    probe() {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    // Frames arrive in order: who answers this ping has got what was sent before it.
    settle(done) {
      const mark = `${++pings}`;
      const heard = (data: Buffer) => {
        if (data.toString() === mark) over();
      };
      const over = () => {
        socket.off("pong", heard);
        socket.off("close", over);
        done();
      };
      if (socket.readyState !== WebSocket.OPEN) return done();
      socket.on("pong", heard);
      socket.on("close", over);
      socket.ping(mark);
    },
  };
}
