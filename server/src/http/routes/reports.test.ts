import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report, ReportRequest } from "@switchyard/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Clients, EventUsage, FlagUsage, Receipts, UnknownFlag, Usage } from "../../api.ts";
import { createKey, saveFlag } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

const SHOP = "https://shop.example.com";
const AT = "/api/v1/projects/default/environments/production";

let server: TestServer;
let serverKey: string;
let clientKey: string;

beforeAll(async () => {
  server = await startTestServer();
  serverKey = await createKey(server, { kind: "server" });
  clientKey = await createKey(server, { kind: "client", origins: [SHOP] });
  await saveFlag(server, "checkout");
  await saveFlag(server, "banner", { clientSide: true });
  await saveFlag(server, "old-banner", { clientSide: true });
  await server.send("DELETE", "/api/v1/projects/default/flags/old-banner");
});
afterAll(() => server.close());

function post(body: unknown, key = serverKey, headers: Record<string, string> = {}) {
  const all = { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`${server.url}/v1/report`, { method: "POST", headers: all, body: text });
}

/** What an SDK says that reports for the first time. */
const from = (report: Partial<Report>, more: Partial<ReportRequest> = {}): ReportRequest => ({
  sdk: "node/0.1.0",
  instance: randomUUID(),
  report: { seq: 1, evaluations: [], ...report },
  ...more,
});

/** What a read says once all that was taken is written. */
async function read<T>(path: string): Promise<T> {
  await server.usage.write();
  const { status, body } = await server.send<T>("GET", `${AT}/${path}`);
  expect(status).toBe(200);
  return body;
}

const evaluated = (flag: string, count: number, variant: string | null = "on") => ({
  evaluations: [{ flag, variant, count }],
});
const total = ({ flags }: Usage, flag: string) => flags[flag]?.counts.reduce((sum, count) => sum + count, 0) ?? 0;

describe("POST /v1/report", () => {
  it("counts what a server SDK evaluated, once", async () => {
    const before = Date.now();
    const once = from(evaluated("checkout", 3));
    for (const _ of [1, 2]) expect((await post(once)).status).toBe(204);
    expect((await post(from(evaluated("checkout", 2, null)))).status).toBe(204);
    const usage = await read<Usage>("usage");
    expect(total(usage, "checkout")).toBe(5);
    expect(usage.flags.checkout?.counts).toHaveLength(24);
    expect(usage.flags.checkout?.lastEvaluatedAt).toBeGreaterThanOrEqual(before);
    expect(usage.from % 3_600_000).toBe(0);
    expect(Object.keys(usage.flags)).toEqual(["checkout"]);
    expect((await read<Usage>("usage?flags=banner,nothing")).flags).toEqual({});

    const variants = (await read<FlagUsage>("flags/checkout/usage?hours=3")).variants;
    expect(variants.map(({ variant, total, counts }) => [variant, total, counts.length])).toEqual([
      ["on", 3, 3],
      [null, 2, 3],
    ]);
    expect(await read<FlagUsage>("flags/banner/usage")).toMatchObject({ lastEvaluatedAt: null, variants: [] });
  });

  it("counts from a browser only what browsers may see", async () => {
    const origin = { origin: SHOP };
    expect((await post(from(evaluated("banner", 4)), clientKey, origin)).status).toBe(204);
    expect((await post(from(evaluated("checkout", 1_000)), clientKey, origin)).status).toBe(204);
    const usage = await read<Usage>("usage");
    expect([total(usage, "banner"), total(usage, "checkout")]).toEqual([4, 5]);
  });

  it("may be sent from the client key's origins, and read by their pages", async () => {
    const allowed = await post(from({}), clientKey, { origin: SHOP });
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, SHOP]);
    const foreign = await post(from({}), clientKey, { origin: "https://evil.example.com" });
    expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    expect((await post(from({}), clientKey)).status).toBe(403);
    const preflight = await fetch(`${server.url}/v1/report`, {
      method: "OPTIONS",
      headers: {
        origin: SHOP,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, SHOP]);
  });

  it("says what is wrong, and counts nothing of it", async () => {
    const problems: [unknown, number, RegExp][] = [
      ["{", 400, /JSON/],
      ["[]", 400, /object/],
      [{ sdk: "x" }, 400, /^instance is missing/],
      [from({}, { app: "" }), 400, /^app must be 1 to 100 characters/],
      [from({ evaluations: [{ flag: "banner", variant: "on", count: -1 }] }), 400, /^report.evaluations\[0\].count/],
      [
        '{"sdk":"x","instance":"i","report":{"seq":1,"evaluations":[{"flag":"banner","variant":"on","count":1e300}]}}',
        400,
        /count/,
      ],
      [from({ seq: "NaN" as never }), 400, /^report.seq must be a number, received "NaN"$/],
      [from({ evaluations: Array(10_000).fill({ flag: "banner", variant: "on", count: 1 }) }), 413, /bytes/],
      [from({ evaluations: Array(1_001).fill({ flag: "banner", variant: "on", count: 1 }) }), 400, /1000 entries/],
      [`{"sdk":"x","instance":"i","report":${"[".repeat(100)}${"]".repeat(100)}}`, 400, /levels|deep|nested/],
    ];
    for (const [body, status, message] of problems) {
      const answer = await post(body);
      const { error } = (await answer.json()) as { error: { message: string } };
      expect({ body: JSON.stringify(body).slice(0, 80), status: answer.status, message: error.message }).toMatchObject({
        status,
        message: expect.stringMatching(message),
      });
    }
    expect(total(await read<Usage>("usage"), "banner")).toBe(4);
  });

  it("takes names of all kinds, and leaves out what there is no room for", async () => {
    const names = Array.from({ length: 900 }, (_, index) => ({ flag: `made-up-${index}`, count: 1 }));
    for (let round = 0; round < 3; round += 1) {
      const unknown = names.map(({ flag, count }) => ({ flag: `${flag}-${round}`, count }));
      expect((await post(from({ unknown }), clientKey, { origin: SHOP })).status).toBe(204);
    }
    expect((await post(from({ unknown: [{ flag: "__proto__", count: 1 }] }))).status).toBe(204);
    const { flags, more } = await read<{ flags: UnknownFlag[]; more: number }>("unknown-flags");
    expect(flags).toHaveLength(100);
    expect(flags.length + more).toBeLessThanOrEqual(501);
    expect(flags).toContainEqual(expect.objectContaining({ flag: "__proto__", kinds: ["server"] }));
  });
});

describe("unknown keys", () => {
  it("say why they are unknown and what was probably meant, until they are dismissed or made", async () => {
    const unknown = ["chekout", "old-banner", "to-be"].map((flag) => ({ flag, count: 2 }));
    await post(from({ unknown }, { app: "shop" }));
    await post(
      from({
        unknown: [
          { flag: "checkout", count: 1 },
          { flag: "chekout", count: 1 },
        ],
      }),
      clientKey,
      { origin: SHOP },
    );
    const shown = async () => {
      const { flags } = await read<{ flags: UnknownFlag[] }>("unknown-flags");
      const ours = flags.filter(({ flag }) => !flag.startsWith("made-up") && flag !== "__proto__");
      return new Map(ours.map((each) => [each.flag, each]));
    };
    const before = await shown();
    expect([...before.keys()].sort()).toEqual(["checkout", "chekout", "old-banner", "to-be"]);
    expect(before.get("chekout")).toMatchObject({ why: "missing", suggestion: "checkout", count: 3, app: "shop" });
    expect(before.get("chekout")?.kinds.sort()).toEqual(["browser", "server"]);
    expect(before.get("old-banner")).toMatchObject({ why: "archived", suggestion: null });
    expect(before.get("checkout")).toMatchObject({ why: "server-only", kinds: ["browser"] });

    expect((await server.send("DELETE", `${AT}/unknown-flags/chekout`)).status).toBe(204);
    const { status, body } = await server.send("DELETE", `${AT}/unknown-flags/never`);
    expect([status, body.error.message]).toEqual([404, expect.stringContaining('no unknown flag "never"')]);
    await saveFlag(server, "to-be");
    await post(from({ unknown: [{ flag: "chekout", count: 1 }] }));
    expect([...(await shown()).keys()].sort()).toEqual(["checkout", "old-banner"]);
  });
});

describe("events", () => {
  it("are counted by name and hour", async () => {
    await post(from({ events: [{ event: "order paid", count: 2, sum: 19.5 }] }));
    await post(from({ events: [{ event: "order paid", count: 1, sum: -9.5 }] }), clientKey, { origin: SHOP });
    const { events } = await read<EventUsage>("events?hours=2");
    expect(events).toEqual([
      {
        event: "order paid",
        lastSeenAt: expect.any(Number),
        count: 3,
        sum: 10,
        counts: [expect.any(Number), expect.any(Number)],
      },
    ]);
  });
});

describe("SDKs that poll", () => {
  it("are clients, and count in receipts with what they confirmed of this epoch", async () => {
    const epoch = await server.storage.epoch();
    const path = "flags/checkout/receipts";
    const { version } = await read<Receipts>(path);
    const bare = { sdk: "node/0.1.0", app: "poller" };
    await post({ ...bare, instance: "current", applied: { epoch, version } });
    await post({ ...bare, instance: "old", applied: { epoch, version: version - 1 } });
    await post({ ...bare, instance: "foreign", applied: { epoch: "another", version } });
    const ahead = { ...bare, sdk: "browser/0.1.0", instance: "forged", applied: { epoch, version: version + 1_000 } };
    await post(ahead, clientKey, { origin: SHOP });
    await post({ ...bare, sdk: "browser/0.1.0", instance: "page" }, clientKey, { origin: SHOP });

    const behind = (await read<Receipts>(path)).behind.filter(({ app }) => app === "poller");
    expect(behind.map(({ instance, version: at }) => [instance, at])).toEqual([
      ["foreign", 0],
      ["old", version - 1],
      ["forged", 0],
      ["page", 0],
    ]);
    const clients = await read<Clients>("clients?app=poller");
    expect(clients.matching).toBe(5);
    expect(clients.clients.map(({ instance }) => instance)).toEqual(["foreign", "old", "current", "forged", "page"]);
    expect(clients.clients.at(-1)).toMatchObject({
      sdk: { name: "browser", version: "0.1.0" },
      kind: "browser",
      via: "polling",
      version: 0,
    });
    expect(clients.apps).toContainEqual({ app: "poller", count: 5, behind: 5 });
    expect(clients.total.polling).toBe(clients.total.count);
    const page = await read<Clients>("clients?app=poller&offset=1&limit=1&behind=true");
    expect(page).toMatchObject({ matching: 5, clients: [{ instance: "old" }] });
    expect((await server.send("GET", `${AT}/clients?limit=501`)).status).toBe(400);
    expect((await server.send("GET", `${AT}/clients?behind=maybe`)).status).toBe(400);
  });
});

it("what was reported is there after a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-usage-"));
  try {
    const first = await startTestServer({ folder });
    const key = await createKey(first, { kind: "server" });
    await saveFlag(first, "checkout");
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const body = JSON.stringify(from(evaluated("checkout", 3)));
    expect((await fetch(`${first.url}/v1/report`, { method: "POST", headers, body })).status).toBe(204);
    await first.close();
    const second = await startTestServer({ folder });
    expect(total((await second.send<Usage>("GET", `${AT}/usage`)).body, "checkout")).toBe(3);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
