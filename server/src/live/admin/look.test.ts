import type { Evaluations, Watch } from "@switchyard/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LiveEvent } from "../../api.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";
import { AdminPage } from "./admin-page.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive({ timings: { looks: 5, news: 5 } });
  AdminPage.signIn(at);
  await at.saveFlag({ key: "first", clientSide: true });
});
afterEach(() => at.close());

const place = { project: "default", environment: "production", flag: "first" };
const evaluations = (...keys: string[]): Evaluations => ({
  type: "evaluations",
  items: keys.map((flag) => ({ flag, variant: "on", reason: "STATIC", at: 1, context: { targetingKey: "ann" } })),
});
const isSeen = (event: LiveEvent) => event.type === "evaluations";

/** What an SDK is asked next. */
async function asked(sdk: TestSdk): Promise<Watch> {
  for (;;) {
    const message = (await sdk.next()) as { type: string };
    if (message.type === "watch") return message as Watch;
  }
}

describe("looking at a flag", () => {
  it("asks server SDKs, not browsers, tells what they saw, and stops", async () => {
    const sdk = await TestSdk.connect(at, { hello: { instance: "worker-1", app: "billing" } });
    const browser = await TestSdk.browser(at, {});
    await Promise.all([sdk.next(), browser.next()]);
    const page = await AdminPage.open(at);
    page.send({ type: "look", ...place });
    expect(await page.next(isSeen)).toEqual({
      type: "evaluations",
      ...place,
      servers: 1,
      asked: 1,
      items: [],
      dropped: 0,
    });
    expect(await asked(sdk)).toEqual({ type: "watch", flags: ["first"], forMs: 30_000 });

    sdk.send({ ...evaluations("first", "other"), dropped: 2 });
    const [item] = evaluations("first").items;
    expect(await page.next(isSeen)).toMatchObject({
      items: [{ ...item, instance: "worker-1", app: "billing" }],
      dropped: 2,
    });
    page.send({ type: "unlook" });
    expect(await asked(sdk)).toEqual({ type: "watch", flags: [], forMs: 0 });
    expect(browser.messages).toEqual([]);
  });

  it("stops when the socket of who looked is gone, and when somebody looks elsewhere", async () => {
    await at.saveFlag({ key: "second" });
    const sdk = await TestSdk.connect(at);
    const page = await AdminPage.open(at);
    page.send({ type: "look", ...place });
    expect((await asked(sdk)).flags).toEqual(["first"]);
    page.send({ type: "look", ...place, flag: "second" });
    expect((await asked(sdk)).flags).toEqual([]);
    expect((await asked(sdk)).flags).toEqual(["second"]);
    page.socket.terminate();
    expect((await asked(sdk)).flags).toEqual([]);
  });

  it("may go on while receipts are watched, and says how many are asked when that changes", async () => {
    const page = await AdminPage.open(at);
    page.send({ type: "look", ...place });
    expect(await page.next(isSeen)).toMatchObject({ servers: 0, asked: 0 });
    page.send({ type: "watch", ...place });
    await page.next(({ type }) => type === "receipts");
    page.send({ type: "unwatch" });
    const sdk = await TestSdk.connect(at);
    expect((await asked(sdk)).flags).toEqual(["first"]);
    expect(await page.next(isSeen)).toMatchObject({ servers: 1, asked: 1 });
  });

  it("of a flood shows the newest, and how many there were", async () => {
    const sdk = await TestSdk.connect(at);
    const page = await AdminPage.open(at);
    page.send({ type: "look", ...place });
    await asked(sdk);
    for (let count = 0; count < 30; count += 1) sdk.send(evaluations(...Array(100).fill("first")));
    let [seen, shown] = [0, 0];
    while (seen < 3_000) {
      const event = await page.next(isSeen);
      if (event.type !== "evaluations") break;
      expect(event.items.length).toBeLessThanOrEqual(100);
      shown += event.items.length;
      seen += event.items.length + event.dropped;
    }
    expect(seen).toBe(3_000);
    expect(shown).toBeGreaterThan(0);
  });

  it("is refused for a flag that there isn't", async () => {
    const page = await AdminPage.open(at);
    page.send({ type: "look", ...place, flag: "nothing" });
    expect(await page.closed).toEqual({ code: 1008, reason: "there is no flag nothing in default/production" });
  });

  it("takes evaluations from no browser", async () => {
    const browser = await TestSdk.browser(at, {});
    await browser.next();
    browser.send(evaluations("first"));
    expect(await browser.closed).toEqual({ code: 1008, reason: "evaluations are for server SDKs only" });
  });
});

describe("reports over the stream", () => {
  const report = (count: number, seq: number) => ({
    type: "report" as const,
    seq,
    evaluations: [{ flag: "first", variant: "on", count }],
  });

  it("are counted, once, and the admin UI hears that there is news of usage and of clients", async () => {
    const page = await AdminPage.open(at);
    const sdk = await TestSdk.connect(at);
    const news = (about: string) => (event: LiveEvent) => event.type === "news" && event.about === about;
    const here = { type: "news", project: "default", environment: "production" };
    expect(await page.next(news("clients"))).toEqual({ ...here, about: "clients" });
    await sdk.next();
    for (const seq of [1, 1, 2]) sdk.send(report(5, seq));
    sdk.send({ type: "resync" });
    await sdk.next();
    await at.usage.write();
    expect(await page.next(news("usage"))).toEqual({ ...here, about: "usage" });
    const hourly = await at.storage.usage.hourlyEvaluations(at.environment.id, 0);
    expect(hourly.reduce((sum, { count }) => sum + count, 0)).toBe(10);
  });

  it("that are wrong are left out, and the stream goes on", async () => {
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    sdk.socket.send(JSON.stringify(report(-1, 1)));
    sdk.socket.send(JSON.stringify({ type: "evaluations", items: "all" }));
    sdk.send(report(4, 1));
    sdk.send({ type: "resync" });
    expect(await sdk.next()).toMatchObject({ type: "snapshot" });
    await at.usage.write();
    expect(await at.storage.usage.hourlyEvaluations(at.environment.id, 0)).toMatchObject([{ count: 4 }]);
  });

  it("and evaluations fit into what an SDK may say in a minute: one a second, and a report every 10 s", async () => {
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    for (let second = 0; second < 60; second += 1) {
      sdk.send(evaluations("first"));
      if (second % 10 === 0) sdk.send(report(1, second + 1));
    }
    sdk.send({ type: "resync" });
    expect(await sdk.next()).toMatchObject({ type: "snapshot" });
  });
});
