import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { ClientFlag } from "@switchyard/core";
import { onTestFinished, vi } from "vitest";
import { WebSocket as NodeWebSocket, type WebSocket as ServerSocket, WebSocketServer } from "ws";
import type { Client, ClientOptions } from "./client-types.ts";
import { createClient } from "./index.ts";

// A real WebSocket server that says what a test tells it to say, and what Node 20 lacks of a browser.

interface SdkMessage {
  type: string;
  [field: string]: unknown;
}

interface Stream {
  readonly received: SdkMessage[];
  say(message: object | string): void;
  end(code?: number, reason?: string): void;
}

/** Where a browser has `WebSocket`, `addEventListener` and `document`. */
export function stubBrowser(): { page: { hidden: boolean }; dispatch(event: string): void } {
  const window = new EventTarget();
  const page = { hidden: false };
  vi.stubGlobal(
    "WebSocket",
    class extends NodeWebSocket {
      constructor(...[url, protocols]: [string, string]) {
        super(url, protocols);
        // A browser has no unhandled error events.
        this.on("error", () => {});
      }
    },
  );
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
  vi.stubGlobal("document", page);
  onTestFinished(() => void vi.unstubAllGlobals());
  return { page, dispatch: (event) => window.dispatchEvent(new Event(event)) };
}

export async function startStreamServer() {
  const streams: Stream[] = [];
  let open = 0;
  let mostAtOnce = 0;
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    mostAtOnce = Math.max(mostAtOnce, ++open);
    socket.on("close", () => open--);
    streams.push(toStream(socket));
  });
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams,
    mostAtOnce: () => mostAtOnce,
    /** The nth stream, as soon as it has said hello. */
    stream: (index: number) =>
      vi.waitFor(
        () => {
          const stream = streams[index];
          if (!stream?.received.length) throw new Error(`stream ${index} has not said hello`);
          return stream;
        },
        { timeout: 4_000, interval: 5 },
      ),
  };
}

/** A client that is closed when the test is over. */
export function startClient(options: Partial<ClientOptions>): Client {
  const client = createClient({ url: "http://127.0.0.1:1", clientKey: "sw_client_test", ...options });
  onTestFinished(() => client.close());
  return client;
}

export const snapshot = (version: number, ...flags: ClientFlag[]) => ({
  type: "snapshot",
  epoch: "e1",
  version,
  flags,
});

export const changes = (from: number, to: number, flags: ClientFlag[] = [], removed: string[] = []) => ({
  type: "changes",
  from,
  to,
  flags,
  removed: { flags: removed },
});

export const answer = (key: string, value: boolean | string): ClientFlag => ({
  key,
  variant: `${value}`,
  value,
  reason: "STATIC",
});

function toStream(socket: ServerSocket): Stream {
  const received: SdkMessage[] = [];
  socket.on("message", (data) => received.push(JSON.parse(data.toString())));
  return {
    received,
    say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    end: (code, reason) => (code ? socket.close(code, reason) : socket.terminate()),
  };
}
