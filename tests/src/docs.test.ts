import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { ROOT } from "./support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";
import { bundleSnippet, runSnippet, type Snippets, writeSnippets } from "./support/snippets.ts";

// What docs/sdk and the packages' READMEs show is compiled and run as it stands there; only address, port and key are this test's.

const PAGES = {
  node: "docs/sdk/node.md",
  browser: "docs/sdk/browser.md",
  react: "docs/sdk/react.md",
  openfeature: "docs/sdk/openfeature.md",
  testing: "docs/sdk/testing.md",
  middleware: "docs/sdk/middleware.md",
  "sdk-node": "sdk-node/README.md",
  "sdk-browser": "sdk-browser/README.md",
} as const;
type Page = keyof typeof PAGES;

const folder = temporaryFolder();
const pages = {} as Record<Page, Snippets>;
let server: TestServer;
let env: NodeJS.ProcessEnv;
let browser: Browser | undefined;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  const { api } = server;
  const colours = [
    { key: "on", value: "green" },
    { key: "off", value: "blue" },
  ];
  await api.createFlag("default", { key: "checkout-v2", clientSide: true });
  await api.createFlag("default", { key: "button-colour", type: "string", variants: colours, clientSide: true });
  await api.ramp("default", "production", "checkout-v2", 100);
  await api.ramp("default", "production", "button-colour", 100);
  const clientKey = await api.createKey("default", "production", "client", "docs");
  const sdkKey = await api.createKey("default", "production", "server", "docs");
  env = { SWITCHYARD_URL: server.url, SWITCHYARD_SDK_KEY: sdkKey, MY_SDK_KEY: sdkKey };
  const fill = (code: string) =>
    code
      .replace(/http:\/\/localhost:4000|https:\/\/flags\.example\.com/, server.url)
      .replace("3000);", "0);")
      .replace("port: 3000 }", "port: 0 }")
      .replace("sw_client_…", clientKey);
  for (const [page, path] of Object.entries(PAGES)) pages[page as Page] = writeSnippets(path, fill);
  if (!noBrowser) browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  folder.remove();
});

const fileOf = (page: Page, name = "main.ts") => join(pages[page].folder, name);
const runPage = (page: Page, name?: string, after?: string) => runSnippet(fileOf(page, name), env, after);

it("all of it compiles, as strictly as what `tsc --init` writes", async () => {
  const files = Object.values(pages).flatMap((page) => page.files);
  expect(files).toHaveLength(20);
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = "--noEmit --skipLibCheck --target es2022 --lib es2023,dom --module esnext --jsx react-jsx";
  const strict =
    "--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --verbatimModuleSyntax --isolatedModules";
  const resolution = "--moduleResolution bundler --moduleDetection force --types node";
  const args = [tsc, ...`${options} ${strict} ${resolution}`.split(" "), ...files];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
  expect(stdout).toBe("");
});

it("Node", async () => {
  expect(await runPage("node")).toEqual(["ready", "true", "green", "STATIC"]);
});

it("OpenFeature in Node", async () => {
  expect(await runPage("openfeature", "server.ts")).toEqual(["true"]);
});

it("tests", async () => {
  expect(await runPage("testing")).toEqual([
    "summer-sale: true, free-shipping: true",
    "summer-sale: false, free-shipping: false",
    "summer-sale: true, free-shipping: false",
    "summer-sale: false, free-shipping: true",
  ]);
});

it("requests", async () => {
  expect(await runPage("middleware")).toEqual(["{ 'checkout-v2': 'on' } answered", "the new checkout"]);
});

const FETCH_SERVER = `
const fetched = await fetch("http://localhost:" + server.address().port);
console.log(await fetched.text());
server.close();`;
it.each([
  ["express", "the new checkout", FETCH_SERVER],
  ["fastify", "the new checkout", 'console.log((await app.inject("/")).body); await app.close();'],
  ["route", '{"isNew":true}', 'console.log(await (await GET(new Request("http://localhost"))).text());'],
])("requests in %s", async (name, said, after) => {
  expect(await runPage("middleware", `${name}.ts`, `${after} await flags.close();`)).toEqual([said]);
});

it("the README of sdk-node", async () => {
  const said = await runPage("sdk-node");
  expect(said[0]).toBe("the new checkout");
  expect(said.join("\n")).toContain("reason: 'STATIC'");
  const served = `await flags.waitForReady(); const server = app.listen(0); ${FETCH_SERVER} await flags.close();`;
  expect(await runPage("sdk-node", "requests.ts", served)).toEqual(["new"]);
  expect(await runPage("sdk-node", "tests.ts")).toHaveLength(4);
  expect(await runPage("sdk-node", "openfeature.ts")).toEqual(["true"]);
});

it.skipIf(noBrowser).each([
  ["browser", "main.ts"],
  ["openfeature", "browser.ts"],
  ["react", "browser.tsx"],
  ["react", "page.tsx"],
] as const)("in a page: %s, %s", async (page, name) => {
  const isRendered = name === "browser.tsx";
  const body = isRendered ? (await runPage("react", "server.tsx")).join("\n") : '<div id="root"></div>';
  if (isRendered) expect(body).toContain('<main style="color:green" aria-busy="false">the new checkout</main>');
  await visit(body, await bundleSnippet(fileOf(page, name)));
});

/** Opens a page, sees the new checkout, and the old one once the flag is killed; hears no complaint meanwhile. */
async function visit(body: string, script: string): Promise<void> {
  const flag = "/api/v1/projects/default/environments/production/flags/checkout-v2";
  const host = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", `${isScript ? "text/javascript" : "text/html"}; charset=utf-8`);
    response.end(isScript ? script : `<!doctype html><body>${body}<script type="module" src="/page.js"></script>`);
  });
  await new Promise<void>((resolve) => host.listen(0, "localhost", resolve));
  const tab = await (browser as Browser).newPage();
  const said: string[] = [];
  tab.on("console", (message) => said.push(message.text()));
  tab.on("pageerror", (error) => said.push(`${error}`));
  await tab.goto(`http://localhost:${(host.address() as AddressInfo).port}`);
  await tab.getByText("the new checkout").waitFor({ timeout: 10_000 });
  await server.api.ok("POST", `${flag}/kill`, {});
  await tab.getByText("the old checkout").waitFor({ timeout: 10_000 });
  await server.api.ok("POST", `${flag}/restore`, {});
  expect(said.filter((text) => !/React DevTools/.test(text))).toEqual([]);
  await tab.close();
  host.closeAllConnections();
  host.close();
}
