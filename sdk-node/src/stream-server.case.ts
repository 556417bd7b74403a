import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { FlagData } from "@switchyard/core";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { Client } from "./client-types.ts";
import { createClient } from "./index.ts";
import type { ClientOptions } from "./options.ts";

// A real WebSocket server that says what a test tells it to say.

interface SdkMessage {
  type: string;
  [field: string]: unknown;
}

interface Stream {
  readonly request: IncomingMessage;
  readonly received: SdkMessage[];
  /** The next message of that type, also one that came before. Each is given once. */
  next(type: string): Promise<SdkMessage>;
  say(message: object | string | Buffer): void;
  /** Resolves when the SDK has read all that was said so far. */
  heard(): Promise<void>;
  /** Like a process that was killed: the TCP connection is gone, no goodbye. */
  kill(): void;
  close(code: number, reason?: string): void;
}

export interface StreamServer {
  readonly url: string;
  /** Streams that were opened, closed ones included. */
  readonly streams: Stream[];
  /** The most streams that were open at one time. */
  readonly mostAtOnce: number;
  /** The next stream, also one that was opened before. Each is given once. */
  stream(): Promise<Stream>;
  /** Answers upgrades with this status from now on, as our server does; `undefined` lets them in. */
  refuse(status: number | undefined, headers?: Record<string, string>): void;
}

const REFUSAL = JSON.stringify({ error: { code: "UNAUTHENTICATED", message: "refused" } });

/** @param environment what it says of the key, as servers do that can */
export async function startStreamServer(environment?: string): Promise<StreamServer> {
  let refusal: { status: number; headers: Record<string, string> } | undefined;
  let open = 0;
  let mostAtOnce = 0;
  const streams: Stream[] = [];
  const queue = createQueue<Stream>();
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    verifyClient: (_info, answer) => (refusal ? answer(false, refusal.status, REFUSAL, refusal.headers) : answer(true)),
  });
  if (environment) server.on("headers", (lines) => lines.push(`Switchyard-Environment: ${environment}`));
  server.on("connection", (socket, request) => {
    mostAtOnce = Math.max(mostAtOnce, ++open);
    socket.on("close", () => open--);
    const stream = toStream(socket, request);
    streams.push(stream);
    queue.push(stream);
  });
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return {
    url: urlOf(server),
    streams,
    get mostAtOnce() {
      return mostAtOnce;
    },
    stream: queue.next,
    refuse(status, headers = {}) {
      refusal = status === undefined ? undefined : { status, headers };
    },
  };
}

/** Takes connections and never says a word. */
export async function startBlackHole(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return urlOf(server);
}

export interface Log {
  lines: string[];
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export function createLog(): Log {
  const lines: string[] = [];
  const at = (level: string) => (line: string) => lines.push(`${level}: ${line}`);
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

/** A client that is closed when the test is over. */
export function startClient(options: ClientOptions): Client & { log: string[] } {
  const logger = createLog();
  const client = createClient({ sdkKey: "sw_server_test", logger, ...options });
  onTestFinished(() => client.close());
  return Object.assign(client, { log: logger.lines });
}

/** A client and its stream, live with these flags at version 1. */
export async function startLive(...flags: FlagData[]) {
  const server = await startStreamServer();
  const client = startClient({ url: server.url });
  const stream = await server.stream();
  await stream.next("hello");
  stream.say(snapshot(1, ...flags));
  await client.waitForReady();
  return { server, client, stream };
}

export const snapshot = (version: number, ...flags: FlagData[]) => ({
  type: "snapshot",
  epoch: "e1",
  version,
  flags,
  segments: [],
});

export const changes = (from: number, to: number, flags: FlagData[] = [], removed: string[] = []) => ({
  type: "changes",
  from,
  to,
  flags,
  segments: [],
  removed: { flags: removed, segments: [] },
});

function toStream(socket: WebSocket, request: IncomingMessage): Stream {
  const received: SdkMessage[] = [];
  const byType = new Map<string, ReturnType<typeof createQueue<SdkMessage>>>();
  const queueOf = (type: string) => {
    const queue = byType.get(type) ?? createQueue<SdkMessage>();
    byType.set(type, queue);
    return queue;
  };
  socket.on("message", (data) => {
    const message = JSON.parse(data.toString()) as SdkMessage;
    received.push(message);
    queueOf(message.type).push(message);
  });
  return {
    request,
    received,
    next: (type) => queueOf(type).next(),
    say: (message) =>
      socket.send(typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
    async heard() {
      const answered = once(socket, "pong");
      socket.ping();
      await answered;
    },
    kill: () => socket.terminate(),
    close: (code, reason) => socket.close(code, reason),
  };
}

function createQueue<Item>() {
  const items: Item[] = [];
  const waiting: ((item: Item) => void)[] = [];
  return {
    push(item: Item) {
      const tell = waiting.shift();
      if (tell) tell(item);
      else items.push(item);
    },
    next(): Promise<Item> {
      const item = items.shift();
      return item ? Promise.resolve(item) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

const urlOf = (server: Server | WebSocketServer) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
