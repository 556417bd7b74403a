import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type Client, createClient } from "@switchyard/sdk-node";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { flags, segments, snapshot } from "./held-flags.ts";
import { malformedMessages } from "./malformed.ts";

// Where streams can't be had: what answers the polls is malformed, as a message or as HTTP. What was good before stays, and
// what is good afterwards is taken. Chance is out of play, so that the next attempt comes soon.

const VERSION = 10;
const whole = Buffer.from(JSON.stringify(snapshot(VERSION + 1)));
const zipped = gzipSync(whole);
const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
const quiet = { info() {}, warn() {}, error() {} };

type Answer = (response: ServerResponse) => void;

const MALFORMED_ANSWERS: [string, Answer][] = [
  ["cut compression", (r) => r.writeHead(200, { "content-encoding": "gzip" }).end(zipped.subarray(0, -9))],
  ["one wrong byte in it", (r) => r.writeHead(200, { "content-encoding": "gzip" }).end(flipped(zipped))],
  ["no compression that is said to be one", (r) => r.writeHead(200, { "content-encoding": "gzip" }).end(whole)],
  ["compression that is not said", (r) => r.writeHead(200).end(zipped)],
  [
    "too few bytes",
    (r) => void r.writeHead(200, { "content-length": whole.length }).write(whole.subarray(0, 99), () => r.destroy()),
  ],
  ["pieces without an end", (r) => void r.writeHead(200).write(whole, () => r.destroy())],
  ["no HTTP", (r) => void r.socket?.end("220 mail.example.com ready\r\n")],
  ["nothing at all", (r) => void r.socket?.destroy()],
  ["200 and nothing", (r) => r.writeHead(200).end()],
  ["204", (r) => r.writeHead(204).end()],
  ["a way elsewhere", (r) => r.writeHead(302, { location: "/elsewhere" }).end()],
  ["a page of a captive portal", (r) => r.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>")],
  ["an error that looks like flags", (r) => r.writeHead(500).end(whole)],
  ["80 MB in a few bytes", (r) => r.writeHead(200, { "content-encoding": "gzip" }).end(bomb)],
];
function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(60) ^ 0xff, 60);
  return copy;
}

/** Of every wait between attempts this share is waited. */
let chance = 0.03;
let server: Server;
/** What the next polls are answered with, one after another. */
let answers: Answer[] = [];

beforeAll(async () => {
  vi.spyOn(Math, "random").mockImplementation(() => chance);
  server = createServer((request, response) => {
    if (!request.url?.endsWith("/v1/snapshot")) return response.writeHead(204).end();
    answers.shift()?.(response);
  });
  server.on("upgrade", (_request, socket) => socket.on("error", () => {}).end("HTTP/1.1 404 Not Found\r\n\r\n"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

const values = (client: Client) =>
  ["steady", "member", "version", "other"].map((key) => client.getValue(key, { targetingKey: "somebody" }, 0));

/** Answers a first poll so, and a second one well. */
async function poll(bad: Answer) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let good: ServerResponse | undefined;
  answers = [
    bad,
    (response) => {
      good = response;
    },
  ];
  const client = createClient({ url, sdkKey: "sw_server_fake", bootstrap: snapshot(VERSION), logger: quiet });
  // Either it asks again at once, or it takes what came for an answer that brings nothing new.
  await vi.waitFor(() => expect(good !== undefined || client.status.state === "polling").toBe(true), {
    timeout: 20_000,
  });
  const kept = values(client);
  good?.writeHead(200).end(whole);
  if (good) await vi.waitFor(() => expect(client.status.version).toBe(VERSION + 1), { timeout: 20_000 });
  const now = values(client);
  await client.close({ timeoutMs: 0 });
  return { kept, now, again: good !== undefined };
}

it.each(MALFORMED_ANSWERS)("a poll that is answered by %s", async (_name, bad) => {
  expect(await poll(bad)).toEqual({ kept: [7, 5, VERSION, 0], now: [7, 5, VERSION + 1, 0], again: true });
});

it("a poll that is answered by any malformed message", async () => {
  const messages = malformedMessages(VERSION, { flags: flags(VERSION), segments });
  let taken = 0;
  chance = 0.003;
  for (const [name, text] of messages) {
    const { kept, now, again } = await poll((response) => response.writeHead(200).end(text));
    if (again) taken++;
    expect({ kept, now }, name).toEqual({ kept: [7, 5, VERSION, 0], now: [7, 5, again ? VERSION + 1 : VERSION, 0] });
  }
  console.log(`${messages.length} malformed answers, ${taken} asked again at once`);
  expect(taken).toBeGreaterThan(messages.length * 0.9);
});
