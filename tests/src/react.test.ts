import { FlagsProvider } from "@switchyard/sdk-browser/react";
import { createTestClient } from "@switchyard/sdk-node/testing";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keyOf, ManyFlags } from "./react/many-flags.ts";
import type { Visit } from "./react/page.ts";
import { contexts, flags } from "./react/ruleset.ts";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { servePage } from "./support/page.ts";
import { ROOT } from "./support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// The built packages: rendered by React in Node, then by React in a real browser, with React's warnings on.

const folder = temporaryFolder();
let browser: Browser;
let tab: Page;
let host: Awaited<ReturnType<typeof servePage>>;
let server: TestServer | undefined;

beforeAll(async () => {
  if (noBrowser) return;
  const { outputFiles } = await build({
    entryPoints: [`${ROOT}tests/src/react/page.ts`],
    bundle: true,
    write: false,
    format: "iife",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"development"' },
  });
  host = await servePage();
  browser = await launchBrowser();
  tab = await browser.newPage();
  await tab.goto(host.url);
  await tab.addScriptTag({ content: outputFiles[0]?.text ?? "" });
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
  await server?.stop();
  folder.remove();
});

const silent = { info() {}, warn() {}, error() {} };

it.skipIf(noBrowser)(
  "1,000 people, 50 flags: the browser's first render is the server's HTML, without a warning",
  async () => {
    const client = createTestClient({}, { ruleset: { flags }, logger: silent });
    const visits = contexts.map((context): Visit => {
      const bootstrap = JSON.parse(JSON.stringify(client.bootstrap(context)));
      const html = renderToString(createElement(FlagsProvider, { bootstrap, context }, createElement(ManyFlags)));
      return { context, bootstrap, html };
    });
    // People see different things, or there would be nothing to get wrong.
    expect(new Set(visits.map(({ html }) => html)).size).toBeGreaterThan(300);

    // As text: the type of an argument is taken apart by playwright-core's types, which don't end with JSON's.
    const seen = await tab.evaluate(
      (all) => (JSON.parse(all) as Visit[]).map((visit) => window.page.hydrate(visit)),
      JSON.stringify(visits),
    );
    expect(seen.filter(({ differs }) => differs)).toEqual([]);
    expect(await tab.evaluate(() => window.page.problems.filter((text) => !text.includes("[switchyard]")))).toEqual([]);
    // Once each: what the client knows is the same, so nothing is rendered again.
    expect(seen.filter(({ renders }) => renders !== 1)).toEqual([]);
  },
);

it.skipIf(noBrowser)("one flag's change renders its readers again, and nothing else", async () => {
  server = await startServer({ folder: folder.path });
  const { api } = server;
  const variants = (values: unknown[]) => values.map((value, place) => ({ key: place === 0 ? "on" : "off", value }));
  for (const { key, type, variants: given } of flags) {
    await api.createFlag("default", {
      key,
      type,
      variants: variants(given.map(({ value }) => value)),
      clientSide: true,
    });
  }
  const key = await api.createKey("default", "production", "client", "react");
  await tab.evaluate(([url, key]) => window.page.show(url as string, key as string), [server.url, key]);
  await tab.waitForFunction(() => document.querySelector("#status")?.textContent === "true");

  for (const place of [7, 8, 9, 10]) {
    const before = await tab.evaluate(() => window.page.count());
    const text = await tab.textContent(`#${keyOf(place)}`);
    await api.ramp("default", "production", keyOf(place), place % 4 === 1 || place % 4 === 2 ? 0 : 100);
    await tab.waitForFunction(
      ([id, was]) => document.querySelector(`#${id}`)?.textContent !== was,
      [keyOf(place), text],
    );
    const after = await tab.evaluate(() => window.page.count());
    const more = after.map((count, at) => (count ?? 0) - (before[at] ?? 0));
    // `flag-7` and the like: <Feature> renders again inside, not the component that holds it.
    const isFeature = place % 4 === 3;
    expect(more).toEqual(more.map((_, at) => (at === place && !isFeature ? 1 : 0)));
  }
});
