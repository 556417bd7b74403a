import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flag } from "@switchyard/core/fixtures.case";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { changes, snapshot, startClient, startStreamServer } from "../stream-server.case.ts";

let folder: string;
let cacheFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-cache-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cacheFile = join(folder, "flags.json");
});

test("a copy is written after each flush, also after one that had nothing to write", async () => {
  const server = await startStreamServer();
  const client = startClient({ url: server.url, cacheFile });
  const stream = await server.stream();
  stream.say(snapshot(1, flag("a")));
  await client.waitForReady();
  for (let version = 1; version < 4; version++) {
    await client.flush();
    await client.flush();
    await client.flush();
    expect(readFileSync(cacheFile, "utf8")).toContain(`"version":${version}`);
    stream.say(changes(version, version + 1, [flag("a")]));
    await vi.waitFor(() => expect(client.status.version).toBe(version + 1));
  }
  expect(readdirSync(folder)).toEqual(["flags.json"]);
});

test("two clients of one process may share a file", async () => {
  const server = await startStreamServer();
  const clients = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const client = startClient({ url: server.url, cacheFile });
      const stream = await server.stream();
      stream.say(snapshot(1, ...Array.from({ length: 300 }, (_, index) => flag(`flag-${index}`))));
      await client.waitForReady();
      return client;
    }),
  );
  await Promise.all(clients.map((client) => client.close()));
  for (const client of clients) expect(client.log).toEqual([]);
  server.refuse(503);
  const again = startClient({ url: server.url, cacheFile });
  expect(again.isEnabled("flag-299")).toBe(true);
  expect(readdirSync(folder)).toEqual(["flags.json"]);
});

test("what is far too large is not even read", async () => {
  const server = await startStreamServer();
  server.refuse(503);
  writeFileSync(cacheFile, "");
  truncateSync(cacheFile, 3 * 2 ** 30);
  const client = startClient({ url: server.url, cacheFile });
  expect(client.status.version).toBeUndefined();
  expect(client.log).toEqual([expect.stringMatching(/can't be read: it may have \d+ bytes, and has 3221225472/)]);
});
