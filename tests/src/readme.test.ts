import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { servePage } from "./support/page.ts";
import { ROOT, run } from "./support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// What the README and the developer's guide show is run as it stands there; only address and key are this test's.

const folder = temporaryFolder();
const [nodeSnippet = "", browserSnippet = ""] = [
  ...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs),
].map(([, code]) => code);
const [guideSnippet = "", testingSnippet = ""] = [
  ...readFileSync(join(ROOT, "docs/guide/developer.md"), "utf8").matchAll(/```ts\n(.*?)```/gs),
].map(([, code]) => code);
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  await server.api.createFlag("default", { key: "new-checkout", clientSide: true });
  await server.api.ramp("default", "production", "new-checkout", 100);
  await server.api.createFlag("default", {
    key: "layout",
    type: "object",
    variants: [
      { key: "wide", value: { columns: 3 } },
      { key: "classic", value: { columns: 2 } },
    ],
  });
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

const at = (snippet: string) => snippet.replace("http://localhost:4000", server.url);

async function printed(snippet: string, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  // Below tests/, so that the packages' published names resolve as they would in an application.
  mkdirSync(join(ROOT, "tests/output"), { recursive: true });
  const script = join(ROOT, "tests/output/readme.mjs");
  writeFileSync(script, at(snippet));
  const app = run("node", [script], { env });
  expect(await app.exit, app.lines.join("\n")).toBe(0);
  return app.lines;
}

it("the quick start for Node", async () => {
  const sdkKey = await server.api.createKey("default", "production", "server", "readme");
  expect(await printed(nodeSnippet, { SWITCHYARD_SDK_KEY: sdkKey })).toEqual(["the new checkout"]);
});

it("the developer's guide", async () => {
  const sdkKey = await server.api.createKey("default", "production", "server", "guide");
  expect(await printed(guideSnippet, { SWITCHYARD_SDK_KEY: sdkKey })).toEqual([
    "the new checkout",
    "columns: 3",
    "because: STATIC",
  ]);
  expect(await printed(testingSnippet)).toEqual(["both ways work"]);
});

it.skipIf(noBrowser)("the quick start for a browser", async () => {
  const clientKey = await server.api.createKey("default", "production", "client", "readme");
  const page = await servePage(at(browserSnippet).replace("sw_client_…", clientKey));
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    const errors: unknown[] = [];
    tab.on("pageerror", (error) => errors.push(error));
    await tab.goto(page.url);
    await tab.waitForSelector("body.new-checkout", { state: "attached", timeout: 10_000 });
    await server.api.ok("POST", "/api/v1/projects/default/environments/production/flags/new-checkout/kill", {});
    await tab.waitForSelector("body:not(.new-checkout)", { state: "attached", timeout: 10_000 });
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
    await page.close();
  }
});
