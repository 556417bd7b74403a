import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { ROOT, type Running, run } from "./support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// Each example as it stands, on the built packages, against one server. `examples/testing` is a test itself.

const folder = temporaryFolder();
let server: TestServer;
let env: NodeJS.ProcessEnv;
let browser: Browser | undefined;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  const { api } = server;
  await api.createFlag("default", { key: "checkout-v2", clientSide: true });
  await api.createFlag("default", {
    key: "button-colour",
    type: "string",
    clientSide: true,
    variants: [
      { key: "on", value: "green" },
      { key: "off", value: "blue" },
    ],
  });
  await api.ramp("default", "production", "checkout-v2", 100);
  await api.ramp("default", "production", "button-colour", 100);
  env = {
    SWITCHYARD_URL: server.url,
    SWITCHYARD_SDK_KEY: await api.createKey("default", "production", "server", "examples"),
    SWITCHYARD_CLIENT_KEY: await api.createKey("default", "production", "client", "examples"),
    PORT: "0",
  };
  if (!noBrowser) browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  folder.remove();
});

const start = (name: string, file = "main.mjs") =>
  run("node", [file], { cwd: join(ROOT, "examples", name), env: { ...process.env, ...env } });

async function listening(app: Running): Promise<string> {
  const [, url = ""] = await app.line(/^listening on (.*)$/);
  return url;
}

const switchTo = (percentage: number) => server.api.ramp("default", "production", "checkout-v2", percentage);

it.each(["express", "hono"])("%s", async (name) => {
  const app = start(name);
  try {
    const response = await fetch(await listening(app), { headers: { "x-user": "ann" } });
    expect(await response.text()).toBe("the new checkout");
  } finally {
    await app.end();
  }
});

it("openfeature", async () => {
  const app = start("openfeature");
  expect(await app.exit, app.lines.join("\n")).toBe(0);
  expect(app.lines).toEqual(["the new checkout STATIC"]);
});

describe.skipIf(noBrowser)("in a browser", () => {
  async function visit(url: string): Promise<{ tab: Page; said: string[] }> {
    const tab = await (browser as Browser).newPage();
    const said: string[] = [];
    tab.on("console", (message) => said.push(message.text()));
    tab.on("pageerror", (error) => said.push(`${error}`));
    await tab.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    await tab.goto(url);
    return { tab, said };
  }

  it.each(["plain-page", "ssr-react"])("%s shows the flag, and its change without a reload", async (name) => {
    await switchTo(100);
    const app = start(name);
    try {
      const url = await listening(app);
      if (name === "ssr-react") {
        expect(await (await fetch(url)).text()).toContain('<main style="color:green">the new checkout</main>');
      }
      const { tab, said } = await visit(url);
      await tab.getByText("the new checkout").waitFor();
      // The page may be the server's still: what changes is the browser's own.
      await switchTo(0);
      await tab.getByText("the old checkout").waitFor();
      expect(said.filter((text) => !/React DevTools/.test(text))).toEqual([]);
    } finally {
      await app.end();
    }
  });
});
