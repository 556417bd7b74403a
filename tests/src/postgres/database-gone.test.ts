import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@switchyard/sdk-node";
import { expect, it, onTestFinished } from "vitest";
import { Api } from "../support/api.ts";
import { startPostgres } from "../support/postgres.ts";
import { ROOT, run } from "../support/process.ts";
import { ADMIN_TOKEN } from "../support/server.ts";
import { Relay } from "./relay.ts";

// The database is away at the start, dies, and hangs. SWITCHYARD_GONE_SECONDS=600 keeps it away for ten minutes.

const GONE_MS = Number(process.env.SWITCHYARD_GONE_SECONDS || 3) * 1000;
const PROJECT = "/api/v1/projects/default";
const PRODUCTION = `${PROJECT}/environments/production`;

/** One of each way to a write: what they read first differs. */
const WRITES: [method: string, path: string, body?: unknown][] = [
  ["POST", `${PROJECT}/flags`, { key: "not-now" }],
  ["PATCH", `${PROJECT}/flags/steady`, { name: "Not now" }],
  ["PUT", `${PRODUCTION}/flags/steady`, { enabled: true, offVariant: "off", fallthrough: { variant: "off" } }],
  ["POST", `${PRODUCTION}/flags/steady/kill`, { reason: "Not now" }],
  ["POST", `${PRODUCTION}/flags/steady/restore`, { reason: "Not now" }],
  ["POST", `${PRODUCTION}/kill`, { tag: "not-now", reason: "Not now" }],
  ["POST", `${PRODUCTION}/keys`, { kind: "server", name: "Not now" }],
  ["PUT", `${PROJECT}/segments/not-now`, { name: "Not now", rules: [] }],
  ["POST", `${PROJECT}/changes/1/revert`, {}],
  ["POST", `${PROJECT}/environments`, { key: "not-now", name: "Not now" }],
  ["POST", `${PROJECT}/apply`, { operations: [{ kind: "createFlag", key: "not-now" }] }],
  ["POST", "/api/v1/projects", { key: "not-now", name: "Not now" }],
];

it("without its database a server starts and serves on, refuses writes, says so, and is well again by itself", {
  timeout: 2 * GONE_MS + 90_000,
}, async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.remove());
  await postgres.createDatabase("switchyard");
  const way = await Relay.start(() => [postgres.port]);
  onTestFinished(() => way.close());
  await postgres.kill();

  const port = await freePort();
  const server = run("node", [`${ROOT}server/dist/main.js`], {
    env: {
      PORT: String(port),
      SWITCHYARD_DATABASE: `postgres://postgres:password@127.0.0.1:${way.port}/switchyard`,
      SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN,
    },
  });
  onTestFinished(async () => void (await server.end("SIGKILL")));
  const url = `http://127.0.0.1:${port}`;
  const api = new Api(url, ADMIN_TOKEN);
  const status = (path: string) =>
    api
      .send("GET", path)
      .then((answer) => answer.status)
      .catch(() => 0);
  const until = async (path: string, expected: number) => {
    const began = performance.now();
    while ((await status(path)) !== expected) await sleep(50);
    return Math.round(performance.now() - began);
  };
  const refused = async ([method, path, body]: (typeof WRITES)[number]) => {
    const began = performance.now();
    const answer = await api.send(method, path, body, { "if-match": "*" });
    expect(answer, `${method} ${path}`).toMatchObject({ status: 503 });
    return Math.round(performance.now() - began);
  };
  const refusedWrite = () => refused(WRITES[0] as (typeof WRITES)[number]);

  await until("/health/live", 200);
  expect(await status("/health/ready")).toBe(503);
  const refusedAtStart = await refusedWrite();
  await postgres.start();
  const readyAfterStart = await until("/health/ready", 200);
  await server.line(/Switchyard is ready on/);

  await api.createFlag("default", { key: "steady" });
  await api.ramp("default", "production", "steady", 100);
  const sdkKey = await api.createKey("default", "production", "server", "gone");
  await using flags = createClient({ url, sdkKey });
  await flags.waitForReady();
  const isOn = () => flags.isEnabled("steady", { targetingKey: "somebody" });
  expect(isOn()).toBe(true);

  await postgres.kill();
  const refusedWhenDead = [await refusedWrite(), ...(await Promise.all([refusedWrite(), refusedWrite()]))];
  expect(await status("/health/ready")).toBe(503);
  await sleep(GONE_MS);
  expect(isOn()).toBe(true);
  expect(flags.status.state).toBe("live");
  await using late = createClient({ url, sdkKey });
  expect(await late.waitForReady()).toMatchObject({ status: "ready" });
  await postgres.start();
  const readyAgain = await until("/health/ready", 200);

  way.hold();
  const firstWhenHeld = await refusedWrite();
  const refusedWhenHeld = await Promise.all([...WRITES, ...WRITES].map(refused));
  expect(await status("/health/ready")).toBe(503);
  way.pass();
  const readyAfterHold = await until("/health/ready", 200);

  const version = await api.ramp("default", "production", "steady", 0);
  while ((flags.status.version ?? 0) < version || (late.status.version ?? 0) < version) await sleep(20);
  expect(isOn()).toBe(false);
  const times = {
    refusedAtStart,
    readyAfterStart,
    refusedWhenDead,
    readyAgain,
    firstWhenHeld,
    refusedWhenHeld,
    readyAfterHold,
  };
  console.log(`database gone, milliseconds: ${JSON.stringify(times)}`);
});

async function freePort(): Promise<number> {
  const relay = await Relay.start(() => []);
  const { port } = relay;
  await relay.close();
  return port;
}
