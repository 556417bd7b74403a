import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, test, vi } from "vitest";
import { startPlainServer } from "./plain-server.case.ts";
import { snapshot, startBlackHole, startClient } from "./stream-server.case.ts";

describe("where no stream can be had", () => {
  test("the first flags come by a plain request, compressed, and the server hears what is evaluated with", async () => {
    const server = await startPlainServer({ ...snapshot(7, flag("a")), stamp: "s7" });
    const client = startClient({ url: server.url, appName: "billing" });
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 7 });
    expect(client.isEnabled("a")).toBe(true);
    expect(client.status.state).toBe("polling");
    expect(server.polls[0]).toMatchObject({ authorization: "Bearer sw_server_test", "accept-encoding": "gzip" });
    await vi.waitFor(() => expect(server.reports).toHaveLength(1));
    expect(server.reports[0]).toMatchObject({ app: "billing", applied: { epoch: "e1", version: 7, stamp: "s7" } });
  });

  test.each([
    "403 Forbidden\r\ncontent-type: text/html\r\ncontent-length: 24\r\n\r\n<h1>Not through here</h1>",
    "401 Unauthorized\r\nwww-authenticate: Basic\r\nconnection: close\r\n\r\n",
    '403 Forbidden\r\ncontent-length: 21\r\nconnection: close\r\n\r\n{"error":"forbidden"}\n',
  ])("a proxy that refuses the upgrade with %s keeps nobody from polling", async (upgrade) => {
    const server = await startPlainServer(snapshot(7, flag("a")));
    server.upgrade = upgrade;
    const client = startClient({ url: server.url });
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 7 });
    expect(client.status.state).toBe("polling");
  });

  test("closing sends what was counted", async () => {
    const server = await startPlainServer(snapshot(7, flag("a")));
    const client = startClient({ url: server.url });
    await client.waitForReady();
    client.isEnabled("a");
    client.isEnabled("a");
    client.isEnabled("b");
    await client.close();
    const evaluations = [{ flag: "a", variant: "on", count: 2 }];
    expect(server.reports.at(-1)?.report).toEqual({ seq: 1, evaluations, unknown: [{ flag: "b", count: 1 }] });
  });

  test("closing sends all of it, in as many reports as it takes", async () => {
    const server = await startPlainServer(snapshot(7, flag("a")));
    const client = startClient({ url: server.url });
    await client.waitForReady();
    for (let index = 0; index < 1_000; index++) {
      client.isEnabled(`unknown-${index}`);
      client.track(`event-${index}`);
    }
    await client.close();
    const reports = server.reports.flatMap(({ report }) => report ?? []);
    expect(reports.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(reports.map(({ unknown, events }) => [unknown, events].map((list) => (list as [])?.length))).toEqual([
      [1_000, undefined],
      [undefined, 1_000],
    ]);
  });

  test.each([
    ["cut off", { etag: '"2"', body: JSON.stringify(snapshot(8)), cut: true }],
    ["somebody else's page", { etag: '"2"', body: "<html>log in to the Wi-Fi</html>" }],
    ["of an older version", { etag: '"2"', body: JSON.stringify(snapshot(6, flag("z"))) }],
    ["without flags", { etag: '"2"', body: JSON.stringify(snapshot(8)) }],
    ["an error", { etag: '"2"', body: "{}", status: 500 }],
  ])("an answer that is %s leaves what was there", async (_, answer) => {
    const server = await startPlainServer(snapshot(7, flag("a")));
    const client = startClient({ url: server.url });
    await client.waitForReady();
    server.answer = answer;
    // A wake-up asks at once; here the machine's clock jumps.
    const before = server.polls.length;
    const real = Date.now.bind(Date);
    const jump = vi.spyOn(Date, "now").mockImplementation(() => real() + 3_600_000);
    await vi.waitFor(() => expect(server.polls.length).toBeGreaterThan(before), { timeout: 5_000 });
    jump.mockRestore();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(client.status.version).toBe(7);
    expect(client.isEnabled("a")).toBe(true);
  });
});

test("a black hole is given up in time, whatever is asked", async () => {
  const client = startClient({ url: await startBlackHole() });
  expect(await client.waitForReady({ timeoutMs: 50 })).toEqual({ status: "timeout" });
  await client.close({ timeoutMs: 50 });
});
