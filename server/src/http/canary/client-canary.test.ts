import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createKey } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { CONTEXTS, type World, world } from "./canary-world.case.ts";

// Whatever is configured, a client key gets answers only. Every rule, list, name, segment, foreign key and unserved value
// here says "canary": none of what a client key can get may, nor a metric or a line of the log, which says all it can.
// SWITCHYARD_LONG=1 for a thousand configurations; what streams and requests carry is made of a thousand each time
// (live/sdk/browser-canary.test.ts).

const RUNS = process.env.SWITCHYARD_LONG === "1" ? 1_000 : 20;
const PROJECT = "/api/v1/projects/default";
const HERE = `${PROJECT}/environments/production`;

let server: TestServer;
let clientKey: string;
let ofOrigin: string;
/** Every text that a client key got. */
const got: string[] = [];
let answers = 0;

beforeAll(async () => {
  server = await startTestServer({ logLevel: "trace" });
  clientKey = await createKey(server, { kind: "client" });
  ofOrigin = await createKey(server, { kind: "client", origins: ["https://canary-origin.example.com"] });
  const about = { name: "canary name", description: "canary text", tags: ["canary-tag"], owner: "canary-owner" };
  const variants = [
    { key: "on", value: "yes", name: "canary variant" },
    { key: "off", value: "no" },
    { key: "canary-vip", value: "canary value" },
  ];
  for (const key of ["canary-a", "canary-b"]) {
    await ok("POST", `${PROJECT}/flags`, { key, type: "string", variants, ...about });
  }
  for (const key of ["shown-a", "shown-b"]) {
    await ok("POST", `${PROJECT}/flags`, { key, type: "string", variants, clientSide: true, ...about });
  }
});
afterAll(() => server.close());

async function ok(method: string, path: string, body: object): Promise<void> {
  const { status, body: answer } = await server.send(method, path, body, { "if-match": "*" });
  if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)} for ${JSON.stringify(body)}`);
}

async function configure(given: World): Promise<void> {
  await ok("PUT", `${PROJECT}/segments/canary-segment`, { name: "canary segment", ...given.segment });
  for (const [index, key] of ["canary-a", "canary-b"].entries()) {
    await ok("PUT", `${HERE}/flags/${key}`, { ...given.hidden[index], reason: "canary reason" });
  }
  for (const [index, key] of ["shown-a", "shown-b"].entries()) {
    await ok("PUT", `${HERE}/flags/${key}`, { ...given.shown[index], prerequisites: given.prerequisites });
  }
  const what = given.killed ? "kill" : "restore";
  for (const key of ["shown-b", "canary-b"]) await ok("POST", `${HERE}/flags/${key}/${what}`, { reason: "canary" });
}

async function ask(method: string, path: string, body?: object | string, headers: Record<string, string> = {}) {
  const all = { authorization: `Bearer ${clientKey}`, "content-type": "application/json", ...headers };
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const response = await fetch(`${server.url}${path}`, { method, headers: all, body: text });
  if (response.status === 200) answers += 1;
  got.push(`${method} ${path} ${JSON.stringify([...response.headers])} ${await response.text()}`);
}

/** A browser's stream, which keeps all that it is told. */
function openStream(hello: object): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/v1/stream`, "switchyard.v1");
  const usual = { type: "hello", protocol: 1, sdk: "test/1", instance: "i", key: clientKey };
  socket.on("open", () => socket.send(JSON.stringify({ ...usual, ...hello })));
  socket.on("close", (code, reason) => got.push(`closed ${code} ${reason}`));
  return new Promise((resolve) => {
    socket.on("close", () => resolve(socket));
    socket.on("message", (data) => {
      got.push(data.toString());
      resolve(socket);
    });
  });
}

async function lookAround(have: object): Promise<void> {
  for (const context of CONTEXTS) await ask("POST", "/v1/client/flags", { context });
  await ask("GET", `/v1/client/flags?context=${Buffer.from(JSON.stringify(CONTEXTS[1])).toString("base64url")}`);
  await ask("POST", "/ofrep/v1/evaluate/flags", { context: CONTEXTS[1] });
  await ask("POST", "/ofrep/v1/evaluate/flags/shown-a", { context: CONTEXTS[1] });
  const streams = await Promise.all([openStream({ context: CONTEXTS[1], have }), openStream({})]);
  for (const stream of streams) stream.terminate();
}

async function goWrong(): Promise<void> {
  for (const path of ["/v1/snapshot", `${HERE}/flags/shown-a`, `${PROJECT}/segments`, `${HERE}/keys`, "/metrics"]) {
    await ask("GET", path);
  }
  for (const body of ["{", "[]", { context: [] }, { token: "x" }, { context: { a: "x".repeat(9_000) } }, { more: 1 }]) {
    await ask("POST", "/v1/client/flags", body);
    await ask("POST", "/ofrep/v1/evaluate/flags", body);
  }
  const foreign = { authorization: `Bearer ${ofOrigin}`, origin: "https://elsewhere.example.com" };
  await ask("POST", "/v1/client/flags", {}, foreign);
  await ask("OPTIONS", "/v1/client/flags", undefined, { ...foreign, "access-control-request-method": "POST" });
  for (const hello of [{ key: ofOrigin }, { key: "sw_client_x" }, { token: "x" }, { protocol: 9 }, { context: 1 }]) {
    await openStream(hello);
  }
}

it(`${RUNS} configurations: nothing but answers`, { timeout: 600_000 }, async () => {
  const staying = await openStream({ context: CONTEXTS[1] });
  const epoch = await server.storage.epoch();
  let version = 0;
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      await configure(given);
      await lookAround({ epoch, version });
      staying.send(JSON.stringify({ type: "context", context: CONTEXTS[version % 3] }));
      version += 1;
      expect(got.splice(0).filter((text) => text.includes("canary"))).toEqual([]);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  await goWrong();
  expect(got.length).toBeGreaterThan(20);
  expect(got.filter((text) => text.includes("canary"))).toEqual([]);
  // All of it was really asked for, and the server does know canaries.
  expect(answers).toBeGreaterThanOrEqual(RUNS * 6);
  const serverKey = await createKey(server, { kind: "server" });
  await ask("GET", "/v1/snapshot", undefined, { authorization: `Bearer ${serverKey}` });
  expect(got.at(-1)).toContain("canary-segment");
  staying.terminate();

  const { body: metrics } = await server.send<string>("GET", "/metrics");
  expect(metrics).toContain("switchyard_");
  expect(metrics).not.toContain("canary");
  // A request's path names the flag or segment that was asked for, and nothing else of what was said.
  const logged = server.logged.map((line) => line.replace(/"path":"[^"]*"/, ""));
  expect(logged.length).toBeGreaterThan(RUNS * 10);
  expect(logged.filter((line) => line.includes("canary"))).toEqual([]);
});
