import { createClient } from "@switchyard/sdk-node";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { servePage } from "./support/page.ts";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// The server dies by SIGKILL in the middle of writes, twenty times. What it acknowledged is there afterwards, and both
// SDKs answer all the while and come back by themselves.

const KILLS = 20;
const folder = temporaryFolder();
let server: TestServer;
let browser: Browser;
let page: Page;
let origin: Awaited<ReturnType<typeof servePage>>;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ folder: folder.path }), launchBrowser()]);
  page = await browser.newPage();
});

afterAll(async () => {
  await browser?.close();
  await origin?.close();
  await server?.stop();
  folder.remove();
});

/** Asks for the steady flag all the time, and writes down every version it sees. */
const pageScript = (url: string, clientKey: string) => `
  import { createClient } from "@switchyard/sdk-browser";
  const client = createClient({ url: "${url}", clientKey: "${clientKey}", context: { targetingKey: "page-1" } });
  Object.assign(window, { client, versions: [], wrong: 0, asked: 0 });
  client.on("change", () => versions.push(client.status.version));
  await client.waitForReady({ timeoutMs: 10_000 });
  setInterval(() => {
    asked += 1;
    if (client.isEnabled("steady") !== true) wrong += 1;
  }, 5);
`;

/** Raises the percentage step by step until the server is gone; gives the last acknowledged state. */
async function writeUntilKilled(from: { version: number; percentage: number }) {
  let acknowledged = from;
  for (;;) {
    const percentage = Math.round((acknowledged.percentage + 0.001) * 1000) / 1000;
    try {
      acknowledged = {
        version: await server.api.ramp("default", "production", "new-checkout", percentage),
        percentage,
      };
    } catch (error) {
      // A refusal by a living server would be a fault of its own; only a cut connection ends the loop.
      if (error instanceof Error && /^PUT/.test(error.message)) throw error;
      return acknowledged;
    }
  }
}

it.skipIf(noBrowser)(
  "loses no acknowledged change, and no SDK, over 20 kills during writes",
  { timeout: 180_000 },
  async () => {
    await server.api.createFlag("default", { key: "new-checkout", clientSide: true });
    await server.api.createFlag("default", { key: "steady", clientSide: true });
    await server.api.ramp("default", "production", "steady", 100);
    let acknowledged = { version: await server.api.ramp("default", "production", "new-checkout", 5), percentage: 5 };
    const sdkKey = await server.api.createKey("default", "production", "server", "crash test");
    const clientKey = await server.api.createKey("default", "production", "client", "crash test page");

    const seen: number[] = [];
    await using flags = createClient({ url: server.url, sdkKey });
    flags.on("change", () => seen.push(flags.status.version ?? -1));
    expect(await flags.waitForReady({ timeoutMs: 10_000 })).toMatchObject({ status: "ready" });
    origin = await servePage(pageScript(server.url, clientKey));
    await page.goto(origin.url);
    await page.waitForFunction("window.asked > 0");

    const bothHave = async (version: number) => {
      await expect.poll(() => flags.status.version, { timeout: 40_000 }).toBe(version);
      await page.waitForFunction(`client.status.version === ${version}`, undefined, { timeout: 40_000 });
    };

    let wrong = 0;
    const asking = setInterval(() => {
      if (!flags.isEnabled("steady", { targetingKey: "u" })) wrong += 1;
    }, 1);

    for (let kill = 0; kill < KILLS; kill += 1) {
      const writing = writeUntilKilled(acknowledged);
      // Spread over the writer's cycle (a write takes a few milliseconds), so that kills fall into all of its moments.
      await new Promise((resolve) => setTimeout(resolve, 40 + kill * 7.3));
      await server.process.end("SIGKILL");
      acknowledged = await writing;
      server = await startServer({ folder: folder.path, port: server.port });
      const now = await server.api.ok<{ version: number; fallthrough: { rollout: { percentage: number } } }>(
        "GET",
        "/api/v1/projects/default/environments/production/flags/new-checkout",
      );
      // The write that was under way may have been committed without its answer: one more than acknowledged, never less.
      expect(now.version).toBeGreaterThanOrEqual(acknowledged.version);
      expect(now.version).toBeLessThanOrEqual(acknowledged.version + 1);
      expect(now.fallthrough.rollout.percentage).toBeGreaterThanOrEqual(acknowledged.percentage);
      acknowledged = { version: now.version, percentage: now.fallthrough.rollout.percentage };
      // Early on, while the random waits between attempts are still short: both come back in the midst of it, too.
      if (kill === 1) await bothHave(now.version);
    }

    const final = await server.api.ramp("default", "production", "new-checkout", 100);
    await bothHave(final);
    clearInterval(asking);
    expect(flags.isEnabled("new-checkout", { targetingKey: "anyone" })).toBe(true);
    expect(wrong).toBe(0);

    const inPage = await page.evaluate<{ versions: number[]; wrong: number; asked: number; on: boolean }>(
      "({ versions, wrong, asked, on: client.isEnabled('new-checkout') })",
    );
    expect(inPage).toMatchObject({ wrong: 0, on: true });
    expect(inPage.asked).toBeGreaterThan(100);
    for (const versions of [seen, inPage.versions]) {
      expect(versions.length).toBeGreaterThan(1);
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
    }
  },
);
