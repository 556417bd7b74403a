import { createClient } from "@switchyard/sdk-node";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { connectLaggingSdk } from "../support/lagging-sdk.ts";
import { startProvider } from "../support/oidc.ts";
import { signedIn } from "../support/person.ts";
import { startReceiver } from "../support/receiver.ts";
import { seedMany } from "../support/seed-many.ts";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";
import type { Screen } from "./screen.ts";
import { seedShop } from "./seed.ts";
import { seedGoverned, seedOthers } from "./seed-governed.ts";
import { seedGuarded } from "./seed-guarded.ts";
import { askForever, seedPage } from "./seed-page.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** What pictures are taken of: a real server, applications that ask it, and a browser. */
export interface World {
  server: TestServer;
  browser: Browser;
  /** A browser of somebody who is signed in, or of a stranger. */
  open(options: BrowserContextOptions, isStranger?: boolean): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** With data of every kind, as far as these screens show it: what takes long is made only where it is looked at. */
export async function openWorld(screens: readonly Screen[], isTidy = false): Promise<World> {
  const temporary = temporaryFolder();
  const [provider, receiver] = await Promise.all([startProvider(() => ["http://localhost/callback"]), startReceiver()]);
  const env = {
    SWITCHYARD_WEBHOOK_ALLOW: receiver.url,
    SWITCHYARD_OIDC_ISSUER: provider.issuer,
    SWITCHYARD_OIDC_CLIENT_ID: provider.clientId,
    SWITCHYARD_OIDC_CLIENT_SECRET: provider.clientSecret,
  };
  const [server, browser] = await Promise.all([startServer({ folder: temporary.path, env }), launchBrowser()]);
  const clients: { close: () => unknown }[] = [];
  const shows = (part: string) => screens.some(({ path }) => typeof path === "string" && path.includes(part));
  let state: Awaited<ReturnType<BrowserContext["storageState"]>> | undefined;

  await seedShop(server.api, isTidy);
  await seedPage(server.api);
  await seedGoverned(server.api);
  await server.api.ok("POST", "/api/v1/projects", { key: "empty", name: "Nothing here yet" });
  if (shows("/many/")) await seedMany(server, "many", 2000);
  clients.push(...(await connectSdks(server)));
  clients.push(await askForever(server));
  if (shows("/guarded")) clients.push(await seedGuarded(server));
  return {
    server,
    browser,
    async open(options, isStranger = false) {
      if (isStranger) return browser.newContext(options);
      // The set-up link works once; the session goes on into the other contexts.
      if (state) return browser.newContext({ ...options, storageState: state });
      const context = await signedIn(browser, server, options);
      state = await context.storageState();
      // After the first account, which the set-up link is for.
      await seedOthers(server.api, `${receiver.url}/hook`);
      return context;
    },
    async close() {
      await browser.close();
      for (const client of clients) await client.close();
      await server.stop();
      await provider.close();
      receiver.close();
      temporary.remove();
    },
  };
}

async function connectSdks(server: TestServer): Promise<{ close: () => unknown }[]> {
  const key = await server.api.createKey("shop", "production", "server", "shop backend");
  const clients: { close: () => unknown }[] = [await connectLaggingSdk(server.url, key, "mail-worker")];
  for (const appName of ["shop-backend", "shop-backend", "search"]) {
    const client = createClient({ url: server.url, sdkKey: key, appName, logger: SILENT });
    clients.push(client);
    await client.waitForReady();
    for (let i = 0; i < 200; i++)
      client.isEnabled(i % 3 === 0 ? "express-pay" : "checkout-v2", { targetingKey: `user-${i}` });
    for (let i = 0; i < 20; i++) client.track("purchase", { targetingKey: `user-${i}` }, { value: 10 + i / 4 });
    client.isEnabled("chekout-v2", { targetingKey: "user-1" });
    await client.flush();
    const asking = setInterval(() => client.isEnabled("checkout-v2", { targetingKey: "user-1" }), 250);
    clients.push({ close: () => clearInterval(asking) });
  }
  await server.api.ramp("shop", "production", "express-pay", 10);
  return clients;
}
