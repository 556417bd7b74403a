import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Drill, Receipts, Releases } from "../../api.ts";
import { at, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
const { create, put, versions } = flagsOf(() => server);
const ENVIRONMENT = "/api/v1/projects/default/environments/production";

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const releases = async (query = "") => (await server.send<Releases>("GET", `${ENVIRONMENT}/releases${query}`)).body;

describe("releases", () => {
  it("are nothing where nothing was done", async () => {
    expect(await releases("?days=7")).toMatchObject({
      changes: 0,
      byDay: [0, 0, 0, 0, 0, 0, 0],
      kills: 0,
      rolledBack: 0,
      killedMs: null,
      leadMs: null,
      lastDrill: null,
    });
  });

  it("count changes, kills and how long things took, here and in the time that is asked for", async () => {
    const start = Date.UTC(2026, 5, 1);
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    try {
      await create("early");
      await put("early", share(5), "*");
      vi.setSystemTime(start + 40 * 86_400_000);
      await create("checkout");
      await create("search");
      await create("elsewhere");
      await put("elsewhere", share(5), "*", "staging");
      vi.setSystemTime(Date.now() + 3_600_000);
      await put("early", share(50), "*");
      await put("checkout", share(5), "*");
      vi.setSystemTime(Date.now() + 3_600_000);
      await put("search", share(5), "*");
      await put("checkout", share(25), "*");
      await server.send("POST", `${at("checkout")}/kill`, {});
      vi.setSystemTime(Date.now() + 600_000);
      await server.send("POST", `${at("checkout")}/restore`, {});
      await server.send("POST", `${at("search")}/kill`, {});
      vi.setSystemTime(Date.now() + 86_400_000);
      await put("checkout", share(100), "*");
      expect(await releases()).toMatchObject({
        since: Date.now() - 30 * 86_400_000,
        changes: 5,
        kills: 2,
        killedMs: 600_000,
        leadMs: 3_600_000,
      });
      expect((await releases()).byDay.slice(-3)).toEqual([0, 4, 1]);
      expect((await releases("?days=90")).changes).toBe(6);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(["days=0", "days=91", "days=x", "day=3"])("name what is wrong with %s", async (query) => {
    expect((await server.send("GET", `${ENVIRONMENT}/releases?${query}`)).status).toBe(400);
  });
});

describe("a drill", () => {
  it("raises the version of this environment alone, says so in the log, and changes nobody's answer", async () => {
    const before = await versions();
    const flags = await server.send("GET", `/api/v1/projects/default/flags`);
    const { status, body } = await server.send<Drill>("POST", `${ENVIRONMENT}/drill`, { reason: "every Monday" });
    expect({ status, body }).toEqual({ status: 200, body: { version: (before.production ?? 0) + 1 } });
    expect(await versions()).toEqual({ ...before, production: body.version });
    expect((await server.send("GET", `/api/v1/projects/default/flags`)).body).toEqual(flags.body);
    const log = await server.send<{ changes: object[] }>("GET", "/api/v1/projects/default/changes?limit=1");
    expect(log.body.changes[0]).toMatchObject({ action: "environment.drilled", reason: "every Monday" });
    expect((await releases()).lastDrill).toMatchObject({ version: body.version, by: "admin token" });
  });

  it("has receipts by its version", async () => {
    const { body } = await server.send<Drill>("POST", `${ENVIRONMENT}/drill`, {});
    const receipts = await server.send<Receipts>("GET", `${ENVIRONMENT}/receipts?version=${body.version}`);
    expect(receipts.body).toMatchObject({ version: body.version, connected: 0 });
    expect((await server.send<Receipts>("GET", `${ENVIRONMENT}/receipts`)).body.version).toBe(body.version);
    expect((await server.send("GET", `${ENVIRONMENT}/receipts?version=-1`)).status).toBe(400);
  });
});
