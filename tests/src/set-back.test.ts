import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@switchyard/sdk-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FaultProxy } from "./support/fault-proxy.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// An operator copies yesterday's database file over today's, and then something is killed, which gets the number of a change that was
// lost. SDKs that hold the lost change come back: by the stream, by polling, and from their copy on disk.

const folder = temporaryFolder();
const FLAG = "/api/v1/projects/default/environments/production/flags/checkout";
let server: TestServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  proxy = await FaultProxy.start(server.url);
  proxy.set({ mode: "strip-upgrade" });
});

afterAll(async () => {
  await server?.stop();
  await proxy?.close();
  folder.remove();
});

it("a kill with the number of a change that was lost reaches every SDK, and none counts as having it before", {
  timeout: 120_000,
}, async () => {
  await server.api.createFlag("default", { key: "checkout" });
  await server.api.ramp("default", "production", "checkout", 0);
  const sdkKey = await server.api.createKey("default", "production", "server", "set back");
  const { port, database } = server;
  const aside = join(folder.path, "aside.db");
  await server.stop();
  copyFileSync(database, aside);
  server = await startServer({ folder: folder.path, port });

  const cacheFile = join(folder.path, "flags.json");
  await using streaming = createClient({ url: server.url, sdkKey });
  await using polling = createClient({ url: proxy.url, sdkKey });
  const copying = createClient({ url: server.url, sdkKey, cacheFile });
  const lost = await server.api.ramp("default", "production", "checkout", 100);
  const context = { targetingKey: "ann" };
  for (const client of [streaming, polling, copying]) {
    await expect.poll(() => client.isEnabled("checkout", context), { timeout: 40_000 }).toBe(true);
  }
  const { epoch } = streaming.status;
  await copying.close();
  const remote = (tag = "") =>
    fetch(`${server.url}/ofrep/v1/evaluate/flags`, {
      method: "POST",
      headers: { authorization: `Bearer ${sdkKey}`, "content-type": "application/json", "if-none-match": tag },
      body: JSON.stringify({ context }),
    });
  const tag = (await remote()).headers.get("etag") ?? "";
  expect((await remote(tag)).status).toBe(304);

  await server.stop();
  for (const suffix of ["-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true });
  copyFileSync(aside, database);
  // Where no SDK finds it.
  server = await startServer({ folder: folder.path });
  await server.api.ok("POST", `${FLAG}/kill`, {});
  await server.stop();
  server = await startServer({ folder: folder.path, port });
  await using started = createClient({ url: server.url, sdkKey, cacheFile });
  expect(started.isEnabled("checkout", context)).toBe(true);

  const clients = [streaming, polling, started];
  const seen: unknown[] = [];
  let confirmed = 0;
  while (confirmed < clients.length) {
    const receipts = await server.api.ok<{ version: number; confirmed: number }>("GET", `${FLAG}/receipts`);
    expect(receipts.version).toBe(lost);
    confirmed = receipts.confirmed;
    const off = clients.filter((client) => !client.isEnabled("checkout", context)).length;
    expect(confirmed, JSON.stringify(seen)).toBeLessThanOrEqual(off);
    seen.push([confirmed, off]);
    await sleep(50);
  }
  expect(clients.map(({ status }) => [status.epoch, status.version])).toEqual(clients.map(() => [epoch, lost]));
  expect(polling.status.state).toBe("polling");
  const answer = await remote(tag);
  expect([answer.status, await answer.json()]).toMatchObject([200, { flags: [{ key: "checkout", value: false }] }]);
});
