import type { IncomingMessage } from "node:http";
import { ENVIRONMENT_HEADER, SUBPROTOCOL } from "@switchyard/core";
import type { Closed, Socket, SocketEvents } from "@switchyard/core/client";
import { WebSocket } from "ws";
import { MAX_MESSAGE_BYTES } from "./request.ts";
import { readRetryAfter } from "./retry-after.ts";

/** As HTTP has it: this protocol can't be had here. */
const NO_UPGRADE = 426;
/** Of a refusal: ours are short. */
const MAX_REFUSAL_BYTES = 4096;
const REFUSAL_MS = 2_000;

export interface SocketTarget {
  url: URL;
  sdkKey: string;
  /** Such as `node/0.1.0`. */
  sdk: string;
  /** Is told what the server says of the key's environment. */
  answered(environment: unknown): void;
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
export function openSocket({ url, sdkKey, sdk, answered }: SocketTarget, events: SocketEvents): NodeSocket {
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

  socket.on("upgrade", ({ headers }) => answered(headers[ENVIRONMENT_HEADER]));
  socket.on("open", () => events.opened());
  socket.on("message", (data, isBinary) => events.received(isBinary ? "" : data.toString()));
  socket.on("ping", () => events.alive());
  socket.on("pong", () => events.alive());
  socket.on("unexpected-response", (_request, response) => {
    const { statusCode: status = 0, statusMessage } = response;
    const refuse = (code: number) => {
      refusal = {
        code: 4000 + code,
        retryAfterMs: readRetryAfter(response.headers["retry-after"]),
        reason: `answered ${status} ${statusMessage}`,
      };
      socket.terminate();
    };
    if (status !== 401 && status !== 403) refuse(status);
    // A proxy that lets no upgrade pass says nothing of the key: plain requests may well be answered.
    else whenRefusedByServer(response, (isServer) => refuse(isServer ? status : NO_UPGRADE));
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

/** @param done is told whether it is a Switchyard server that answers so, by the one shape that its errors have */
function whenRefusedByServer(response: IncomingMessage, done: (isServer: boolean) => void): void {
  let text = "";
  const end = () => {
    clearTimeout(deadline);
    response.removeAllListeners("data").removeAllListeners("close");
    done(/^\s*\{\s*"error"\s*:\s*\{\s*"code"\s*:/.test(text));
  };
  const deadline = setTimeout(end, REFUSAL_MS).unref();
  response.setEncoding("utf8");
  response.on("error", () => {});
  response.on("data", (part: string) => {
    text += part;
    if (text.length > MAX_REFUSAL_BYTES) end();
  });
  response.once("close", end);
}
