import { OpenFeature, ProviderEvents, ProviderStatus } from "@openfeature/server-sdk";
import { SwitchyardProvider } from "@switchyard/sdk-node/openfeature";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { FaultProxy } from "./support/fault-proxy.ts";
import { servePage } from "./support/page.ts";
import { ROOT } from "./support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";
import { bundleSnippet } from "./support/snippets.ts";

// The official SDKs, unmodified, with our built providers, on a real server, through loss and return of the link.

const folder = temporaryFolder();
const TIME = { timeout: 20_000, interval: 20 };
let server: TestServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  proxy = await FaultProxy.start(server.url);
  await server.api.createFlag("default", { key: "checkout-v2", clientSide: true });
  await server.api.ok(
    "PUT",
    "/api/v1/projects/default/environments/production/flags/checkout-v2",
    {
      enabled: true,
      offVariant: "off",
      targets: [{ variant: "on", keys: ["ann"] }],
      fallthrough: { variant: "off" },
    },
    { "if-match": "*" },
  );
});

afterAll(async () => {
  await proxy.close();
  await server.stop();
  folder.remove();
});

const ramp = (percentage: number) => server.api.ramp("default", "production", "checkout-v2", percentage);

it("server-sdk", async () => {
  const heard: string[] = [];
  for (const event of Object.values(ProviderEvents)) {
    OpenFeature.addHandler(event, (details) => {
      const { flagsChanged } = (details ?? {}) as { flagsChanged?: string[] };
      heard.push(flagsChanged ? `${event} ${flagsChanged}` : event);
    });
  }
  heard.length = 0;
  const silent = { info() {}, warn() {}, error() {} };
  const wrong = new SwitchyardProvider({ url: server.url, sdkKey: "sw_server_wrong", logger: silent });
  await expect(OpenFeature.setProviderAndWait("wrong", wrong)).rejects.toMatchObject({ code: "PROVIDER_FATAL" });
  heard.length = 0;

  const sdkKey = await server.api.createKey("default", "production", "server", "openfeature");
  const options = { url: proxy.url, sdkKey, logger: silent };
  await OpenFeature.setProviderAndWait(new SwitchyardProvider(options, { staleAfterMs: 100 }));
  const client = OpenFeature.getClient();
  expect(await client.getBooleanDetails("checkout-v2", false, { targetingKey: "ann" })).toMatchObject({
    value: true,
    variant: "on",
    reason: "TARGETING_MATCH",
  });
  expect(await client.getBooleanValue("checkout-v2", true, { targetingKey: "bob" })).toBe(false);
  expect(await client.getStringDetails("checkout-v2", "none")).toMatchObject({ errorCode: "TYPE_MISMATCH" });

  proxy.set({ mode: "refuse" });
  proxy.cut();
  await vi.waitFor(() => expect(client.providerStatus).toBe(ProviderStatus.STALE), TIME);
  await ramp(100);
  expect(await client.getBooleanValue("checkout-v2", true, { targetingKey: "bob" })).toBe(false);
  proxy.set({ mode: "pass" });
  await vi.waitFor(() => expect(client.providerStatus).toBe(ProviderStatus.READY), TIME);
  expect(await client.getBooleanValue("checkout-v2", false, { targetingKey: "bob" })).toBe(true);
  expect(heard.sort()).toEqual([
    "PROVIDER_CONFIGURATION_CHANGED checkout-v2",
    "PROVIDER_READY",
    "PROVIDER_READY",
    "PROVIDER_STALE",
  ]);
  await OpenFeature.close();
});

it.skipIf(noBrowser)("web-sdk, in a browser", async () => {
  await ramp(0);
  const clientKey = await server.api.createKey("default", "production", "client", "openfeature");
  const host = await servePage();
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(host.url);
    await tab.addScriptTag({ type: "module", content: await bundleSnippet(`${ROOT}tests/src/openfeature/page.ts`) });
    await tab.waitForFunction(() => "openFeaturePage" in window);
    await tab.evaluate(([url = "", key = ""]) => window.openFeaturePage.start(url, key), [proxy.url, clientKey]);
    const status = () => tab.evaluate(() => window.openFeaturePage.status());
    const value = () => tab.evaluate(() => window.openFeaturePage.details("checkout-v2").value);
    expect(await value()).toBe(false);

    proxy.set({ mode: "refuse" });
    proxy.cut();
    await vi.waitFor(async () => expect(await status()).toBe("STALE"), TIME);
    await ramp(100);
    expect(await value()).toBe(false);
    proxy.set({ mode: "pass" });
    await vi.waitFor(async () => expect(await status()).toBe("READY"), TIME);
    expect(await value()).toBe(true);
    await tab.evaluate(() => window.openFeaturePage.setContext("bob"));
    expect(await value()).toBe(true);
    const events = await tab.evaluate(() => window.openFeaturePage.events);
    expect(events.slice(0, 2)).toEqual(["PROVIDER_READY", "PROVIDER_STALE"]);
    expect(events.slice(2, 4).sort()).toEqual(["PROVIDER_CONFIGURATION_CHANGED checkout-v2", "PROVIDER_READY"]);
    expect(events.slice(4)).toEqual(["PROVIDER_RECONCILING", "PROVIDER_CONTEXT_CHANGED"]);
  } finally {
    await browser.close();
    await host.close();
  }
});
