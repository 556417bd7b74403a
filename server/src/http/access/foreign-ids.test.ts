import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { share } from "../../test-flags.ts";
import { addPerson } from "../../test-people.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../../test-server.ts";

// What belongs to one project or environment is reached by its id from no other: neither in a path, from the route table
// itself, nor in a body. Not even by owners, who may do everything where it really is.

vi.setConfig({ testTimeout: 60_000 });

const MINE = "/api/v1/projects/default";
const THEIRS = "/api/v1/projects/foreign";
const IN = "environments/production";

let server: TestServer;
let askers: { name: string; headers: Record<string, string> }[];
/** Ids of what is in `foreign`, by the part of a path that they follow. */
let foreign: Record<string, string>;
/** Ids of what is in `default`, in staging. */
let ofStaging: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer({ webhookAllow: ["http://127.0.0.1:9"] });
  const make = async (path: string, input: object, headers: Record<string, string> = {}) => {
    const { status, body } = await server.send<{ id: string; number: number }>("POST", path, input, headers);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return String(body.id ?? body.number);
  };
  await make("/api/v1/projects", { key: "foreign" });
  for (const project of [MINE, THEIRS]) await make(`${project}/flags`, { key: "checkout" });
  const inEnvironment = async (place: string) => ({
    keys: await make(`${place}/keys`, { kind: "server", name: "x" }),
    triggers: await make(`${place}/flags/checkout/triggers`, { name: "x" }),
    rollouts: await make(`${place}/flags/checkout/rollouts`, { template: "quick" }),
  });
  ofStaging = await inEnvironment(`${MINE}/environments/staging`);
  const operations = [{ kind: "enable", environment: "production", flag: "checkout", seen: "any" }];
  foreign = {
    ...(await inEnvironment(`${THEIRS}/${IN}`)),
    webhooks: await make(`${THEIRS}/webhooks`, { name: "x", url: "http://127.0.0.1:9/x" }),
    robots: await make(`${THEIRS}/robots`, { name: "x", role: "viewer" }),
    requests: await make(`${THEIRS}/requests`, { title: "x", operations }),
    schedules: await make(`${THEIRS}/schedules`, { title: "x", operations, at: Date.now() + 3_600_000 }),
  };
  const policy = { requireReason: false, approvals: 1, breakGlass: { role: "admin", people: [] }, freezes: [] };
  await server.send("PUT", `${THEIRS}/${IN}/policy`, policy);
  const pushed = { "switchyard-break-glass": "an%20emergency", "if-match": "*" };
  await server.send("PUT", `${THEIRS}/${IN}/flags/checkout`, share(50), pushed);
  const { body } = await server.send<{ reviews: { id: string }[] }>("GET", `${THEIRS}/after-reviews`);
  foreign["after-reviews"] = String(Object.values(body).flat()[0]?.id);
  const changes = await server.send<{ changes: { id: number }[] }>("GET", `${THEIRS}/changes`);
  foreign.changes = String(changes.body.changes[0]?.id);
  const admin = await addPerson(server.storage, "Mine", { roles: { default: "admin" } });
  askers = [
    { name: "an admin of the one project", headers: admin.headers },
    { name: "who may do everything", headers: { authorization: `Bearer ${ADMIN_TOKEN}` } },
  ];
});
afterAll(() => server.close());

const BODIES: [suffix: RegExp, body: object][] = [
  [/\/requests\/[^/]+\/approve$/, { digest: "x" }],
  [/\/comments$/, { text: "x" }],
  [/\/close$/, { note: "seen and understood" }],
  [/\/robots\/[^/]+$/, { name: "renamed" }],
  [/\/webhooks\/[^/]+$/, { name: "renamed" }],
  [/\/requests\/[^/]+$/, { title: "renamed" }],
];

async function ask(method: string, path: string, headers: Record<string, string>, body: object) {
  const hasBody = method !== "GET" && method !== "DELETE";
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { ...headers, ...(hasBody ? { "content-type": "application/json" } : {}) },
    ...(hasBody ? { body: JSON.stringify(body) } : {}),
  });
  const { error } = (await response.json()) as { error?: { code: string; message: string } };
  return { status: response.status, code: error?.code, message: error?.message };
}

const lastChange = async () => (await server.storage.changeLog(0, 200)).at(-1)?.id;

/** Every route that names something by an id, with the ids given. */
function pathsWith(ids: Readonly<Record<string, string>>): { method: string; path: string; id: string }[] {
  const names = new Set(
    server.app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`),
  );
  return [...names].flatMap((name) => {
    const [method = "", route = ""] = name.split(" ");
    const [, kind = "", parameter = ""] = /\/([a-z-]+)\/(:(?:id|number|rollout))(?=\/|$)/.exec(route) ?? [];
    const id = ids[kind];
    if (!route.startsWith("/api/v1/projects/:project") || id === undefined) return [];
    const path = route
      .replace(parameter, id)
      .replace(":project", "default")
      .replace(":environment", "production")
      .replace(":flag", "checkout")
      .replace(":delivery", "1");
    return [{ method, path, id }];
  });
}

describe("an id of another place", () => {
  it.each([
    ["another project", () => foreign, 30],
    ["another environment", () => ofStaging, 10],
  ])("leads nowhere in any path: of %s", async (_, ids, atLeast) => {
    const paths = pathsWith(ids());
    expect(paths.length).toBeGreaterThanOrEqual(atLeast);
    // Each of them is tried somewhere.
    expect(Object.values(ids()).filter((id) => !paths.some((one) => one.id === id))).toEqual([]);
    const before = await lastChange();
    for (const { method, path } of paths) {
      const body = BODIES.find(([suffix]) => suffix.test(path))?.[1] ?? {};
      for (const { name, headers } of askers) {
        const label = `${method} ${path} by ${name}`;
        const { status, code, message } = await ask(method, path, headers, body);
        expect({ label, status, code, message }).toMatchObject({ label, status: 404, code: "NOT_FOUND" });
      }
    }
    expect(await lastChange()).toBe(before);
  });

  it("leads nowhere in a body: a rollout of another project or environment is started by no operation", async () => {
    const before = await lastChange();
    for (const rollout of [foreign.rollouts, ofStaging.rollouts]) {
      for (const more of [{ kind: "startRollout" }, { kind: "resumeRollout" }, { kind: "approveStage", stage: 1 }]) {
        const operations = [{ environment: "production", flag: "checkout", rollout, ...more }];
        for (const [path, given] of [
          ["apply", { operations }],
          ["apply", { operations, dryRun: true }],
          ["assess", { operations }],
          ["requests", { title: "x", operations }],
          ["schedules", { title: "x", operations, at: Date.now() + 3_600_000 }],
        ] as const) {
          for (const { name, headers } of askers) {
            const label = `${more.kind} by ${path} and ${name}`;
            const { status, code } = await ask("POST", `${MINE}/${path}`, headers, given);
            const isNoSchedule = path === "schedules" && more.kind === "approveStage";
            expect({ label, status, code }).toEqual(
              isNoSchedule
                ? { label, status: 400, code: "INVALID_REQUEST" }
                : { label, status: 404, code: "NOT_FOUND" },
            );
          }
        }
      }
    }
    expect(await lastChange()).toBe(before);
  });

  it("leads nowhere in a body: flags and segments are those of the project", async () => {
    await server.send("POST", `${THEIRS}/flags`, { key: "only-there" });
    await server.send("PUT", `${THEIRS}/segments/only-there`, { includedKeys: ["u1"] });
    const before = await lastChange();
    const inSegment = { conditions: [{ operator: "inSegment", values: ["only-there"] }], serve: { variant: "on" } };
    for (const more of [
      { prerequisites: [{ flag: "only-there", variants: ["on"] }] },
      { rules: [{ id: "r", ...inSegment }] },
    ]) {
      for (const { headers } of askers) {
        const asked = { ...headers, "if-match": "*" };
        const { status, message } = await ask("PUT", `${MINE}/${IN}/flags/checkout`, asked, { ...share(1), ...more });
        expect(status).toBe(400);
        expect(message).toContain('"only-there"');
      }
    }
    expect(await lastChange()).toBe(before);
  });

  it("counts for no rollout but those that the key's own environment serves", async () => {
    const rollout = `${THEIRS}/${IN}/flags/checkout/rollouts/${foreign.rollouts}`;
    const pushed = { "switchyard-break-glass": "an%20emergency" };
    expect((await server.send("POST", `${rollout}/start`, {}, pushed)).status).toBe(200);
    const live = async () => (await server.send<{ live: object }>("GET", rollout)).body.live;
    const before = await live();
    const reportFrom = async (project: string) => {
      const { body } = await server.send<{ key: string }>("POST", `${project}/${IN}/keys`, {
        kind: "server",
        name: "x",
      });
      const everywhere = Array.from({ length: 32 }, (_, shard) => [shard, 2]).flat();
      const metrics = [{ metric: "errors", of: everywhere, bad: [0, 1] }];
      const group = { requests: 64, units: [], metrics };
      const [flag, stage, percentage] = ["checkout", 0, (await percentageNow()) ?? 0];
      const reports = [{ flag, plan: foreign.rollouts, stage, percentage, treated: group, control: group }];
      const report = { sdk: "node/0.1.0", instance: "host-1", guards: { seq: Date.now(), reports } };
      const answer = await server.send("POST", "/v1/report", report, { authorization: `Bearer ${body.key}` });
      expect(answer.status).toBe(204);
      await server.rollouts.tick();
    };
    const percentageNow = async () =>
      (await server.send<{ progress: { percentage: number } }>("GET", rollout)).body.progress.percentage;
    await reportFrom(MINE);
    expect(await live()).toEqual(before);
    await reportFrom(THEIRS);
    expect(await live()).not.toEqual(before);
  });
});
