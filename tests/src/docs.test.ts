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

// What docs/sdk shows is compiled and run as it stands there; only address and key are this test's.

const PAGES = ["node", "browser", "react", "openfeature", "testing", "middleware"] as const;

const folder = temporaryFolder();
const pages = {} as Record<(typeof PAGES)[number], Snippets>;
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
  env = { SWITCHYARD_SDK_KEY: await api.createKey("default", "production", "server", "docs") };
  const fill = (code: string) => code.replace("http://localhost:4000", server.url).replace("sw_client_…", clientKey);
  for (const page of PAGES) pages[page] = writeSnippets(`docs/sdk/${page}.md`, fill);
  if (!noBrowser) browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  folder.remove();
});

const fileOf = (page: keyof typeof pages, name = "main.ts") => join(pages[page].folder, name);
const runPage = (page: keyof typeof pages, name?: string) => runSnippet(fileOf(page, name), env);

it("all of it compiles, strictly", async () => {
  const files = PAGES.flatMap((page) => pages[page].files);
  expect(files).toHaveLength(9);
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = "--noEmit --strict --skipLibCheck --target es2022 --lib es2023,dom --module esnext --jsx react-jsx";
  const args = [tsc, ...options.split(" "), "--moduleResolution", "bundler", "--types", "node", ...files];
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

it.skipIf(noBrowser).each([
  ["browser", "main.ts"],
  ["openfeature", "browser.ts"],
  ["react", "browser.tsx"],
] as const)("in a page: %s", async (page, name) => {
  const body = page === "react" ? (await runPage("react", "server.tsx")).join("\n") : "";
  if (page === "react") expect(body).toContain('<main style="color:green" aria-busy="false">the new checkout</main>');
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
