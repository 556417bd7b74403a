import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { createClient } from "@switchyard/sdk-node";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { connectLaggingSdk } from "../support/lagging-sdk.ts";
import { startProvider } from "../support/oidc.ts";
import { signedIn } from "../support/person.ts";
import { startReceiver } from "../support/receiver.ts";
import { seedMany } from "../support/seed-many.ts";
import { startServer, temporaryFolder } from "../support/server.ts";
import { SCREENS } from "./screens.ts";
import { seedShop } from "./seed.ts";
import { seedGoverned, seedOthers } from "./seed-governed.ts";
import { seedGuarded } from "./seed-guarded.ts";
import { askForever, seedPage } from "./seed-page.ts";

// Makes a picture of every screen, light and dark, wide and on a phone, against a real server with data of every kind, and
// names what axe finds, what is wider than the screen, and every console error.
//
//   npm run build && npm run screenshots --workspace tests -- [folder] [parts of screens' names, with commas]

const [folder = join(process.cwd(), "screenshots"), only = ""] = process.argv.slice(2);
const screens = SCREENS.filter(({ name }) => only.split(",").some((part) => name.includes(part)));
mkdirSync(folder, { recursive: true });

const temporary = temporaryFolder();
const provider = await startProvider(() => ["http://localhost/callback"]);
const receiver = await startReceiver();
const server = await startServer({
  folder: temporary.path,
  env: {
    SWITCHYARD_WEBHOOK_ALLOW: receiver.url,
    SWITCHYARD_OIDC_ISSUER: provider.issuer,
    SWITCHYARD_OIDC_CLIENT_ID: provider.clientId,
    SWITCHYARD_OIDC_CLIENT_SECRET: provider.clientSecret,
  },
});
const browser = await launchBrowser();
const clients: { close: () => unknown }[] = [];
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
let faults = 0;
let state: Awaited<ReturnType<Awaited<ReturnType<typeof signedIn>>["storageState"]>> | undefined;

function complain(what: string): void {
  faults += 1;
  console.log(`  ${what}`);
}

try {
  await seedShop(server.api);
  await seedPage(server.api);
  await seedGoverned(server.api);
  // Before there is anybody else: the set-up link is for the first account.
  await (await signedInOnce({})).close();
  await seedOthers(server.api, `${receiver.url}/hook`);
  await server.api.ok("POST", "/api/v1/projects", { key: "empty", name: "Nothing here yet" });
  if (screens.some(({ path }) => path.includes("/many/"))) await seedMany(server, "many", 2000);
  await connectSdks();
  clients.push(await askForever(server));
  if (screens.some(({ path }) => path.includes("/guarded"))) clients.push(await seedGuarded(server));
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    for (const colorScheme of ["light", "dark"] as const) await shoot(width, height, colorScheme);
  }
} finally {
  await browser.close();
  for (const client of clients) await client.close();
  await server.stop();
  await provider.close();
  receiver.close();
  temporary.remove();
}
console.log(faults === 0 ? "No faults." : `${faults} faults.`);
process.exitCode = faults === 0 ? 0 : 1;

async function connectSdks(): Promise<void> {
  const key = await server.api.createKey("shop", "production", "server", "shop backend");
  clients.push(await connectLaggingSdk(server.url, key, "mail-worker"));
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
}

async function shoot(width: number, height: number, colorScheme: "light" | "dark"): Promise<void> {
  const options = { viewport: { width, height }, colorScheme, locale: "en-GB", reducedMotion: "reduce" } as const;
  const context = await signedInOnce(options);
  const outside = await browser.newContext(options);
  for (const one of [context, outside]) one.setDefaultTimeout(10_000);
  for (const { name, path, signedOut, act, after } of screens) {
    const page = await (signedOut ? outside : context).newPage();
    const file = `${name}-${width}-${colorScheme}`;
    console.log(file);
    watch(page);
    try {
      await page.goto(`${server.url}${path}`);
      await page.waitForLoadState("networkidle");
      await act?.(page);
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(folder, `${file}.png`) });
      await inspect(page, width);
      await after?.(page);
    } catch (error) {
      complain(`failed: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    }
    await page.close();
  }
  await context.close();
  await outside.close();
}

/** The set-up link works once; the session goes on into the other contexts. */
async function signedInOnce(options: Parameters<typeof signedIn>[2]) {
  if (state) return browser.newContext({ ...options, storageState: state });
  const context = await signedIn(browser, server, options);
  state = await context.storageState();
  return context;
}

function watch(page: Page): void {
  page.on("console", (message) => {
    if (message.type() === "error") complain(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) complain(`another origin: ${request.url()}`);
  });
}

async function inspect(page: Page, width: number): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) complain(`wider than the screen: ${wide}`);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  for (const { id, nodes } of violations)
    complain(
      `axe ${id}: ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(" | ")}`,
    );
}
