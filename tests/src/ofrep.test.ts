import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, ProviderEvents as ServerEvents } from "@openfeature/server-sdk";
import { ProviderEvents, OpenFeature as Web } from "@openfeature/web-sdk";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { servePage } from "./support/page.ts";
import { ROOT } from "./support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// OpenFeature's own SDKs and remote providers, unmodified, against a running server, through a change and an outage.

const folder = temporaryFolder();
let server: TestServer;
let serverKey: string;
let clientKey: string;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  const { api } = server;
  await api.createFlag("default", { key: "banner", clientSide: true });
  await api.ramp("default", "production", "banner", 100);
  const variants = [
    { key: "few", value: 10 },
    { key: "many", value: 2.5 },
  ];
  await api.ok("POST", "/api/v1/projects/default/flags", { key: "limit", type: "number", variants, clientSide: true });
  await api.createFlag("default", { key: "half" });
  await api.ramp("default", "production", "half", 50);
  serverKey = await api.createKey("default", "production", "server", "ofrep");
  clientKey = await api.createKey("default", "production", "client", "ofrep");
});
afterAll(async () => {
  await OpenFeature.close();
  await Web.close();
  await server.stop();
  folder.remove();
});

const path = "/api/v1/projects/default/environments/production/flags/banner";
const kill = () => server.api.ok("POST", `${path}/kill`, {});
const restore = () => server.api.ok("POST", `${path}/restore`, {});

async function outage(during: () => Promise<void>): Promise<void> {
  const { port } = server;
  await server.stop();
  await during();
  server = await startServer({ folder: folder.path, port });
}

it("the server provider: values, variants, reasons and errors, through a change and an outage", async () => {
  const headers: [string, string][] = [["Authorization", `Bearer ${serverKey}`]];
  const ready = new Promise((resolve) => OpenFeature.addHandler(ServerEvents.Ready, resolve));
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: server.url, headers }));
  await ready;
  const client = OpenFeature.getClient();
  const ann = { targetingKey: "ann" };

  expect(await client.getBooleanDetails("banner", false, ann)).toMatchObject({
    value: true,
    variant: "on",
    reason: "STATIC",
  });
  expect(await client.getNumberDetails("limit", 1, ann)).toMatchObject({ value: 10, reason: "DISABLED" });
  expect(await client.getBooleanDetails("nothing", true, ann)).toMatchObject({
    value: true,
    reason: "ERROR",
    errorCode: "FLAG_NOT_FOUND",
  });
  expect(await client.getStringDetails("banner", "x", ann)).toMatchObject({ value: "x", errorCode: "TYPE_MISMATCH" });
  expect(await client.getBooleanDetails("half", true)).toMatchObject({
    value: true,
    errorCode: "TARGETING_KEY_MISSING",
  });

  await kill();
  expect(await client.getBooleanDetails("banner", true, ann)).toMatchObject({
    value: false,
    reason: "DISABLED",
    flagMetadata: { killed: true },
  });
  await restore();
  await outage(async () => {
    expect(await client.getBooleanDetails("banner", false, ann)).toMatchObject({ value: false, reason: "ERROR" });
  });
  expect(await client.getBooleanValue("banner", false, ann)).toBe(true);
});

it("the web provider: all flags at once, changes by name, and the last answers through an outage", async () => {
  const headers: [string, string][] = [["X-API-Key", clientKey]];
  const provider = new OFREPWebProvider({ baseUrl: server.url, headers, pollInterval: 100, cacheMode: "disabled" });
  const changed: string[] = [];
  const stale: unknown[] = [];
  await Web.setContext({ targetingKey: "ann" });
  await Web.setProviderAndWait(provider);
  Web.addHandler(ProviderEvents.ConfigurationChanged, (details) =>
    changed.push(...((details?.flagsChanged ?? []) as string[])),
  );
  Web.addHandler(ProviderEvents.Stale, (details) => stale.push(details));
  const client = Web.getClient();

  expect(client.getBooleanDetails("banner", false)).toMatchObject({ value: true, variant: "on", reason: "STATIC" });
  expect(client.getNumberValue("limit", 1)).toBe(10);
  expect(client.getBooleanDetails("half", false)).toMatchObject({ value: false, errorCode: "FLAG_NOT_FOUND" });

  await kill();
  await expect.poll(() => client.getBooleanValue("banner", true)).toBe(false);
  expect(changed).toEqual(["banner"]);

  await outage(async () => {
    await expect.poll(() => stale.length).toBeGreaterThan(0);
    expect(client.getBooleanDetails("banner", true)).toMatchObject({ value: false, reason: "DISABLED" });
  });
  await restore();
  await expect.poll(() => client.getBooleanValue("banner", false)).toBe(true);
});

it.skipIf(noBrowser)(
  "the web provider in a browser hears of a change by push: it never polls",
  { timeout: 60_000 },
  async () => {
    const { outputFiles } = await build({
      entryPoints: [`${ROOT}tests/src/openfeature/remote-page.ts`],
      bundle: true,
      write: false,
      format: "iife",
      logLevel: "error",
    });
    const host = await servePage();
    const browser = await launchBrowser();
    try {
      const key = await server.api.createKey("default", "production", "client", "page");
      const tab = await browser.newPage();
      const asked: string[] = [];
      tab.on("request", (request) => {
        const { origin, pathname } = new URL(request.url());
        if (origin === server.url && request.method() !== "OPTIONS") asked.push(pathname);
      });
      await tab.goto(host.url);
      await tab.addScriptTag({ content: outputFiles[0]?.text ?? "" });
      await tab.evaluate(([url, key]) => window.remotePage.start(url as string, key as string), [server.url, key]);
      expect(await tab.evaluate(() => window.remotePage.banner())).toMatchObject({ value: true, reason: "STATIC" });
      await expect.poll(() => asked).toContain("/ofrep/v1/stream");

      await kill();
      await tab.waitForFunction(() => window.remotePage.banner().value === false);
      expect(await tab.evaluate(() => window.remotePage.events)).toContain("PROVIDER_CONFIGURATION_CHANGED banner");
      await restore();
      await tab.waitForFunction(() => window.remotePage.banner().value === true);
      // One stream, and no more evaluations than the first, what the stream's beginning may have missed, and the changes.
      expect(asked.filter((path) => path === "/ofrep/v1/stream")).toHaveLength(1);
      expect(asked.filter((path) => path === "/ofrep/v1/evaluate/flags").length).toBeLessThanOrEqual(4);
    } finally {
      await browser.close();
      await host.close();
    }
  },
);

it("a wrong key is fatal for the web provider", async () => {
  const headers: [string, string][] = [["Authorization", `Bearer ${"x".repeat(40)}`]];
  const provider = new OFREPWebProvider({ baseUrl: server.url, headers, cacheMode: "disabled" });
  await expect(Web.setProviderAndWait("wrong", provider)).rejects.toMatchObject({ code: "PROVIDER_FATAL" });
});
