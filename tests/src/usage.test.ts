import { createClient } from "@switchyard/sdk-node";
import { afterAll, expect, it } from "vitest";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// What SDKs report waits in memory for some seconds: an orderly end writes it, a crash loses no more than that.

const folder = temporaryFolder();
let server: TestServer | undefined;
afterAll(async () => {
  await server?.process.end("SIGKILL");
  folder.remove();
});

async function restart(): Promise<TestServer> {
  server = await startServer({ folder: folder.path });
  return server;
}

async function evaluations({ api }: TestServer): Promise<number> {
  const path = "/api/v1/projects/default/environments/production/flags/checkout/usage?hours=720";
  const { variants } = await api.ok<{ variants: { total: number }[] }>("GET", path);
  return variants.reduce((sum, { total }) => sum + total, 0);
}

it("SIGTERM keeps every count, SIGKILL those that were written", async () => {
  const first = await restart();
  await first.api.createFlag("default", { key: "checkout" });
  const key = await first.api.createKey("default", "production", "server", "usage");
  async function report({ api }: TestServer, seq: number, count: number) {
    const body = {
      sdk: "test/1",
      instance: "i",
      report: { seq, evaluations: [{ flag: "checkout", variant: "on", count }] },
    };
    await api.ok("POST", "/v1/report", body, { authorization: `Bearer ${key}` });
  }
  await report(first, 1, 3);
  await report(first, 1, 3);
  const client = createClient({ url: first.url, sdkKey: key, appName: "shop" });
  await client.waitForReady();
  for (const user of ["ann", "ben"]) client.isEnabled("checkout", { targetingKey: user });
  await client.close();
  expect(await first.stop()).toBe(0);

  const second = await restart();
  expect(await evaluations(second)).toBe(5);
  await report(second, 2, 4);
  expect(await second.process.end("SIGKILL")).toBe("SIGKILL");

  const third = await restart();
  expect([5, 9]).toContain(await evaluations(third));
});
