import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { launchBrowser, noBrowser } from "../support/browser.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";
import { BrowserPage } from "./browser-page.ts";
import { stepsBack } from "./check-history.ts";
import { FakeServer } from "./fake-server.ts";
import type { Fault } from "./fault.ts";
import { malformedMessages } from "./malformed.ts";

// The built browser SDK in a real browser, and what networks, servers and browsers do to a page. Each test has a page, a
// proxy and flags of its own; none waits for a time to pass that a browser's own event makes shorter.

const folders = [temporaryFolder(), temporaryFolder()];
let server: TestServer;
let browser: Browser;
let clientKey: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ folder: folders[0]?.path ?? "" }), launchBrowser()]);
  clientKey = await server.api.createKey("default", "development", "client", "faults");
  for (const key of ["steady", "on"]) await makeFlag(server, key);
});

afterAll(async () => {
  await browser?.close();
  expect(await server?.stop()).toBe(0);
  for (const folder of folders) folder.remove();
});

async function makeFlag({ api }: TestServer, key: string) {
  await api.createFlag("default", { key, clientSide: true });
  await api.ramp("default", "development", key, key === "steady" ? 100 : 0);
}

const turn = ({ api }: TestServer, on: boolean) => api.ramp("default", "development", "on", on ? 100 : 0);

/** A page behind a proxy of its own, and what must hold of it at the end whatever happened. */
async function openPage(test: TestContext, fault: Fault = { mode: "pass" }, at = server, key = clientKey) {
  const proxy = await FaultProxy.start(at.url);
  test.onTestFinished(() => proxy.close());
  proxy.set(fault);
  const page = await BrowserPage.open(browser, test);
  await page.start(proxy.url, key);
  /** @param streams at one time at most */
  const isSound = async (streams = 1) => {
    const { applied, thrown } = await page.see();
    expect({ stepsBack: stepsBack(applied), thrown }).toEqual({ stepsBack: [], thrown: [] });
    // From the first answer on.
    expect(new Set(applied.map(({ values }) => values.steady))).toEqual(new Set([true]));
    expect(proxy.mostStreams).toBeLessThanOrEqual(streams);
  };
  return { proxy, page, isSound };
}

const live = "status.state === 'live'";

describe.skipIf(noBrowser)("a page", () => {
  it("polls where the upgrade is stripped, confirms what it has, and finds the stream when it can be had", async (test) => {
    await turn(server, false);
    const { proxy, page, isSound } = await openPage(test, { mode: "strip-upgrade" });
    await page.until("status.state === 'polling' && values.steady === true");
    const version = await turn(server, true);
    // As when somebody looks at the page again.
    await page.tell("visibilitychange");
    await page.until(`values.on === true && status.version === ${version}`);
    expect((await page.see()).states).not.toContain("live");
    const receipts = () => server.api.ok("GET", "/api/v1/projects/default/environments/development/flags/on/receipts");
    await expect.poll(receipts).toMatchObject({ version, connected: 1, confirmed: 1 });
    proxy.set({ mode: "pass" });
    await page.tell("online");
    await page.until(live);
    await isSound();
  });

  it("comes back from every cut of an idle link with what it has, and hears of what came meanwhile", async (test) => {
    await turn(server, false);
    const { proxy, page, isSound } = await openPage(test, { mode: "cut-idle", afterMs: 300 });
    await page.until(live);
    await proxy.until(({ cuts }) => cuts >= 3);
    const version = await turn(server, true);
    await page.until(`values.on === true && status.version === ${version}`);
    await isSound();
  });

  it("without network answers from what it had, and is back with it", async (test) => {
    await turn(server, false);
    const { proxy, page, isSound } = await openPage(test);
    await page.until(live);
    await page.context.setOffline(true);
    proxy.cut();
    await page.until("status.state === 'offline'");
    const version = await turn(server, true);
    expect((await page.see()).values).toMatchObject({ steady: true, on: false });
    await page.context.setOffline(false);
    await page.until(`${live} && values.on === true && status.version === ${version}`);
    await isSound();
  });

  it("finds out at once, when it is looked at again, that its link is dead", async (test) => {
    await turn(server, false);
    const { proxy, page, isSound } = await openPage(test);
    await page.until(live);
    const session = await page.context.newCDPSession(page.page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    // Both sides believe that it stands, and the page would for half a minute.
    proxy.setOpen({ mode: "black-hole" });
    const { accepted } = proxy;
    const version = await turn(server, true);
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await page.tell("visibilitychange");
    await page.until(`${live} && values.on === true && status.version === ${version}`);
    expect(proxy.accepted).toBe(accepted + 1);
    // The browser itself waits a while for the dead one's goodbye.
    await isSound(2);
  });

  it("outlives its server: SIGKILL, answers meanwhile, and the restarted one's change", async (test) => {
    const own = await startServer({ folder: folders[1]?.path ?? "" });
    const key = await own.api.createKey("default", "development", "client", "faults");
    for (const flag of ["steady", "on"]) await makeFlag(own, flag);
    const { page, isSound } = await openPage(test, { mode: "pass" }, own, key);
    await page.until(live);
    await own.process.end("SIGKILL");
    await page.until("status.state === 'offline'");
    expect((await page.see()).values).toMatchObject({ steady: true, on: false });
    const again = await startServer({ folder: folders[1]?.path ?? "", port: own.port });
    test.onTestFinished(async () => void (await again.stop()));
    const version = await turn(again, true);
    await page.until(`${live} && values.on === true && status.version === ${version}`);
    const { applied } = await page.see();
    expect(new Set(applied.map(({ epoch }) => epoch)).size).toBe(1);
    await isSound();
  });

  it("takes no damaged copy of its last visit for answers, and writes a good one again", async (test) => {
    const { proxy, page } = await openPage(test);
    await page.until(live);
    // The copy is written a moment after the answers are taken.
    await page.page.waitForFunction("localStorage.length > 0");
    proxy.set({ mode: "refuse" });
    const outcome = await page.page.evaluate(`(async () => {
      flags.close();
      const [name] = Object.keys(localStorage);
      const good = localStorage.getItem(name);
      const cuts = Array.from({ length: 40 }, (_, index) => good.slice(0, Math.floor((good.length * index) / 40)));
      const garbage = ["\\u0000", "null", good.split(" ")[0] + " ", good.split(" ")[0] + " {}", good.replace(/"flags":.*/, '"flags":7}'),
        good.replace(/[0-9]+ /, "1 "), good.replace(/"version":[0-9]+/, '"version":-1'), good.replaceAll('"', "'"), good + good];
      const answers = async (text) => {
        localStorage.setItem(name, text);
        let isRead;
        const read = new Promise((resolve) => { isRead = resolve; });
        const storage = {
          getItem(key) { setTimeout(isRead); return localStorage.getItem(key); },
          setItem: (key, value) => localStorage.setItem(key, value),
        };
        const client = createClient({ ...${JSON.stringify({ url: proxy.url, clientKey, context: { targetingKey: "ann" } })}, storage });
        await read;
        const told = [client.isEnabled("steady"), client.getValue("steady", undefined) ?? null, client.status.version];
        client.close();
        return told;
      };
      const damaged = [];
      for (const text of [...cuts, ...garbage]) damaged.push(await answers(text));
      return { damaged, whole: await answers(good), version: flags.status.version, last: cuts[39], name };
    })()`);
    const { damaged, whole, version, last, name } = outcome as Record<string, never> & { damaged: unknown[] };
    expect(damaged).toEqual(damaged.map(() => [false, null, undefined]));
    expect(damaged).toHaveLength(49);
    expect(whole).toEqual([true, true, version]);

    // As a browser leaves it that was killed while it wrote; the next visit, with the server there.
    await page.page.evaluate(`localStorage.setItem(${JSON.stringify(name)}, ${JSON.stringify(last)})`);
    proxy.set({ mode: "pass" });
    await page.page.reload();
    await page.page.waitForFunction("window.start !== undefined");
    await page.start(proxy.url, clientKey);
    await page.until(`${live} && values.steady === true`);
    await page.page.waitForFunction(`localStorage.getItem(${JSON.stringify(name)}).endsWith("]}")`);
  });

  it("keeps its last good answers through every malformed message, and takes what is good afterwards", async (test) => {
    let version = 10;
    const flag = (key: string, value: unknown) => ({ key, variant: "v", value, reason: "STATIC" });
    const flags = (at: number) => [flag("steady", true), flag("version", at)];
    const said = (message: object) => JSON.stringify({ segments: [], ...message });
    const snapshot = { type: "snapshot", epoch: "e1", version, flags: flags(version), segments: [] };
    const fake = await FakeServer.start(({ type }) => (type === "hello" ? snapshot : undefined));
    test.onTestFinished(() => fake.close());
    const page = await BrowserPage.open(browser, test);
    await page.start(fake.url, "sw_client_fake");
    await page.until(live);
    // Browsers have no segments, and read nothing of them.
    const names = malformedMessages(version, { flags: flags(version), segments: [] })
      .map(([name]) => name)
      .filter((name) => !name.includes("segments"));
    for (const name of names) {
      const corpus = malformedMessages(version, { flags: flags(version + 1), segments: [] });
      fake.say(corpus.find(([other]) => other === name)?.[1] ?? "");
      // Whatever it made of that, it takes what fits to the version that it had.
      const changed = [flag("version", version + 1)];
      fake.say(said({ type: "changes", from: version, to: version + 1, flags: changed, removed: { flags: [] } }));
      version += 1;
      await fake.until((heard) => heard.some((message) => message.type === "applied" && message.version === version));
      const { status, values } = await page.see();
      const held = { version: status.version, values };
      const expected = { version, values: { steady: true, on: null, version, other: null } };
      expect(held, name).toEqual(expected);
    }
    const { applied, thrown } = await page.see();
    expect({ stepsBack: stepsBack(applied), thrown }).toEqual({ stepsBack: [], thrown: [] });
    expect(fake.heard.filter(({ type }) => type === "hello")).toHaveLength(1);
    expect(names.length).toBeGreaterThan(50);
  });
});
