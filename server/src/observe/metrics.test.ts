import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createKey, saveFlag } from "../test-sdk-data.case.ts";
import { ADMIN_TOKEN, METRICS_TOKEN, startTestServer, type TestServer } from "../test-server.ts";
import { createMetrics } from "./metrics.ts";

let server: TestServer;
let serverKey: string;
beforeAll(async () => {
  server = await startTestServer();
  serverKey = await createKey(server, { kind: "server" });
});
afterAll(() => server.close());

const read = async (token = METRICS_TOKEN) => {
  const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
};

/** The samples of one metric, by its labels as Prometheus writes them. */
async function samples(name: string): Promise<Record<string, number>> {
  const { text } = await read();
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => [line.slice(name.length, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

/** A stream that confirms what it gets. */
async function connect(): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${serverKey}` };
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/v1/stream`, "switchyard.v1", { headers });
  socket.on("open", () => socket.send(JSON.stringify({ type: "hello", protocol: 1, sdk: "test/1", instance: "i" })));
  await new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const { version, to } = JSON.parse(data.toString());
      socket.send(JSON.stringify({ type: "applied", version: to ?? version }));
      resolve();
    });
  });
  return socket;
}

describe("GET /metrics", () => {
  it("is for the metrics token and admins, and the token is good for nothing else", async () => {
    expect(await read()).toMatchObject({ status: 200, type: expect.stringMatching(/^text\/plain; version=0\.0\.4/) });
    expect((await read(ADMIN_TOKEN)).status).toBe(200);
    for (const token of ["x", serverKey, `${METRICS_TOKEN}x`]) expect((await read(token)).status).toBe(401);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const elsewhere = await server.send("GET", "/api/v1/projects", undefined, {
      authorization: `Bearer ${METRICS_TOKEN}`,
    });
    expect(elsewhere.status).toBe(401);
  });

  it("counts connections, refusals, changes, broadcasts and how long SDKs took to confirm", async () => {
    const socket = await connect();
    await saveFlag(server, "first");
    await expect.poll(() => samples("switchyard_confirmed_lag_seconds_count")).toEqual({ "": 2 });
    expect(await samples("switchyard_connections")).toEqual({ '{kind="sdk"}': 1, '{kind="admin"}': 0 });
    expect(await samples("switchyard_changes_total")).toEqual({ "": 2 });
    expect((await samples("switchyard_broadcast_seconds_count"))[""]).toBeGreaterThan(0);
    await server.send("GET", "/v1/snapshot", undefined, { authorization: `Bearer ${serverKey}` });
    expect((await samples("switchyard_snapshot_bytes"))[""]).toBeGreaterThan(20);

    const refused = new WebSocket(`${server.url.replace("http", "ws")}/v1/stream`, "switchyard.v1", {
      headers: { authorization: "Bearer sw_server_x" },
    });
    await new Promise((resolve) => refused.once("error", resolve));
    expect(await samples("switchyard_upgrades_refused_total")).toEqual({ '{status="401"}': 1 });
    socket.terminate();
    await expect.poll(() => samples("switchyard_connections")).toMatchObject({ '{kind="sdk"}': 0 });
  });

  it("names routes by their patterns, whatever is asked for", async () => {
    await server.send("GET", "/api/v1/projects/default/flags/canary-flag");
    await server.send("GET", "/canary-page");
    await server.send("GET", "/api/v1/canary-path");
    await server.send("POST", "/api/v1/projects", "{");
    await server.send("POST", "/ofrep/v1/evaluate/flags/canary-flag", {}, { authorization: `Bearer ${serverKey}` });
    await fetch(`${server.url}/health/live`, { method: "OPTIONS" });
    const seen = Object.keys(await samples("switchyard_http_request_seconds_count")).join("\n");
    const name = (method: string, route: string, status: number) =>
      `method="${method}",route="${route}",status="${status}"`;
    expect(seen).toContain(name("GET", "/api/v1/projects/:project/flags/:flag", 404));
    expect(seen).toContain(name("GET", "none", 404));
    expect(seen).toContain(name("POST", "/api/v1/projects", 400));
    expect(seen).toContain(name("POST", "/ofrep/v1/*", 404));
    expect(seen).not.toContain("canary");
    const buckets = Object.entries(await samples("switchyard_http_request_seconds_bucket"));
    const ofProjects = buckets.filter(([labels]) => labels.includes(name("POST", "/api/v1/projects", 400)));
    expect(ofProjects).toHaveLength(8);
    // Each holds those before it, and the last one all.
    const counts = ofProjects.map(([, count]) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(1);
  });

  it("tells of the process and its event loop when it is one's own", async () => {
    const { text } = await createMetrics().read();
    expect(text).toContain("nodejs_eventloop_lag_p99_seconds");
    expect(text).toContain("process_resident_memory_bytes");
  });
});
