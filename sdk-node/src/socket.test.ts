import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Closed, Socket } from "@switchyard/core/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { openSocket } from "./socket.ts";

function open(url: string) {
  const events = { opened: vi.fn(), received: vi.fn(), alive: vi.fn(), closed: vi.fn<(why: Closed) => void>() };
  const target = { url: new URL(url.replace("http", "ws")), sdkKey: "k", sdk: "node/0", answered() {} };
  const socket: Socket = openSocket(target, events);
  onTestFinished(() => socket.close());
  return { socket, events };
}

async function startServer() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("pings of the server, and the answers to our own, are signs of life", async () => {
  const { server, url } = await startServer();
  const connected = once(server, "connection");
  const { socket, events } = open(url);
  const [serverSide]: WebSocket[] = await connected;
  await vi.waitFor(() => expect(events.opened).toHaveBeenCalledTimes(1));
  serverSide?.ping();
  await vi.waitFor(() => expect(events.alive).toHaveBeenCalledTimes(1));
  socket.probe?.();
  await vi.waitFor(() => expect(events.alive).toHaveBeenCalledTimes(2));
});

test("closing says goodbye and waits for nobody", async () => {
  const { server, url } = await startServer();
  const connected = once(server, "connection");
  const { socket, events } = open(url);
  const [serverSide]: WebSocket[] = await connected;
  const code = new Promise((resolve) => serverSide?.on("close", resolve));
  await vi.waitFor(() => expect(events.opened).toHaveBeenCalled());
  socket.close();
  await vi.waitFor(() => expect(events.closed).toHaveBeenCalledTimes(1));
  expect(await code).toBe(1000);
});

test.each([
  ["17", 17_000],
  [new Date(Date.now() + 60_000).toUTCString(), 60_000],
  ["86400", 300_000],
  ["0", undefined],
  ["-5", undefined],
  ["soon", undefined],
  [new Date(0).toUTCString(), undefined],
])("Retry-After: %s", async (header, expected) => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  server.on("upgrade", (_request, socket) => socket.end(`HTTP/1.1 503 Busy\r\nRetry-After: ${header}\r\n\r\n`));
  await once(server, "listening");
  const { events } = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await vi.waitFor(() => expect(events.closed).toHaveBeenCalledTimes(1));
  const why = events.closed.mock.calls[0]?.[0];
  expect(why).toMatchObject({ code: 4503, reason: "answered 503 Busy" });
  if (expected === undefined) expect(why?.retryAfterMs).toBeUndefined();
  // A date has whole seconds, and some time has passed.
  else expect(Math.abs((why?.retryAfterMs ?? 0) - expected)).toBeLessThan(5_000);
});
