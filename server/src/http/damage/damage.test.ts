import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Configuration } from "../../api.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// What the server does when its database is not what it should be.

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const AT = "/api/v1/projects/default/environments/production/flags/broken";

it("kills a flag whose configuration can't be read any more, and serves the others", async () => {
  await server.send("POST", "/api/v1/projects/default/flags", { key: "broken" });
  await server.send("POST", "/api/v1/projects/default/flags", { key: "sound" });
  damage(
    "UPDATE configurations SET rules = '{', fallthrough = 'x' WHERE flag_id = (SELECT id FROM flags WHERE key = 'broken')",
  );

  const damaged = await server.send("GET", AT);
  expect({ status: damaged.status, code: damaged.body.error.code }).toEqual({ status: 409, code: "DAMAGED" });
  const { body: list } = await server.send<{ flags: { key: string; environments: object }[] }>(
    "GET",
    "/api/v1/projects/default/flags",
  );
  expect(list.flags.map(({ key, environments }) => [key, Object.keys(environments).length])).toEqual([
    ["broken", 0],
    ["sound", 3],
  ]);
  const { status, body } = await server.send<{ killed?: object }>("POST", `${AT}/kill`, { reason: "at night" });
  expect({ status, body }).toMatchObject({ status: 200, body: { killed: { reason: "at night" }, offVariant: "off" } });
  expect((await server.send("GET", AT)).body).toEqual(body);
});

function damage(sql: string): void {
  const database = new Database(join(server.folder, "switchyard.db"));
  database.exec(sql);
  database.close();
}

it("keeps a kill in force when its row is damaged, until somebody restores the flag", async () => {
  await server.send("POST", "/api/v1/projects/default/flags", { key: "broken" });
  const on = { enabled: true, offVariant: "off", fallthrough: { variant: "on" } };
  await server.send("PUT", AT, on, { "if-match": "*" });
  const { body: first } = await server.send<Configuration>("POST", `${AT}/kill`, { reason: "at night" });
  damage("UPDATE configurations SET killed = '{', targets = 'x'");

  const restored = await server.send("POST", `${AT}/restore`);
  expect({ status: restored.status, code: restored.body.error.code }).toEqual({ status: 409, code: "DAMAGED" });
  const evaluate = "/api/v1/projects/default/environments/production/evaluate";
  const asked = { flag: "broken", context: {}, config: on };
  expect((await server.send("POST", evaluate, asked)).body).toMatchObject({ value: false, reason: "DISABLED" });
  const repaired = await server.send<Configuration>("PUT", AT, on, { "if-match": "*" });
  expect(repaired.body).toMatchObject({ ...on, killed: first.killed });
  const { body: after } = await server.send<Configuration>("POST", `${AT}/restore`);
  expect(after.killed).toBeUndefined();
  expect((await server.send("POST", evaluate, { flag: "broken", context: {} })).body).toMatchObject({ value: true });
});

it("names a damaged segment, which holds nobody, and leaves it as it is", async () => {
  const segment = "/api/v1/projects/default/segments/beta";
  await server.send("PUT", segment, { includedKeys: ["ann"] });
  await server.send("POST", "/api/v1/projects/default/flags", { key: "broken" });
  const conditions = [{ operator: "inSegment", values: ["beta"] }];
  const rules = [{ id: "r", conditions, serve: { variant: "on" } }];
  const input = { enabled: true, offVariant: "off", rules, fallthrough: { variant: "off" } };
  expect((await server.send("PUT", AT, input, { "if-match": "*" })).status).toBe(200);
  damage("UPDATE segments SET included_keys = '{}'");

  for (const [method, body] of [["GET"], ["PUT", { includedKeys: [] }], ["DELETE"]] as const) {
    const { status, body: answer } = await server.send(method, segment, body);
    expect({ status, code: answer.error.code }).toEqual({ status: 409, code: "DAMAGED" });
    expect(answer.error.message).toContain('segment "beta" in project default is damaged');
    expect(answer.error.message).toContain("includedKeys");
  }
  const evaluate = "/api/v1/projects/default/environments/production/evaluate";
  const { body } = await server.send("POST", evaluate, { flag: "broken", context: { targetingKey: "ann" } });
  expect(body).toMatchObject({ value: false, reason: "DEFAULT" });
  const { body: list } = await server.send<{ quarantined: object[] }>(
    "GET",
    "/api/v1/projects/default/quarantine?limit=500",
  );
  expect(list.quarantined).toContainEqual(
    expect.objectContaining({ kind: "segment", key: "beta", environments: ["development", "staging", "production"] }),
  );
});

it("says that it can't, as long as the database is gone, and that the process lives", async () => {
  expect((await server.send("GET", "/health/ready")).body).toEqual({ status: "ready" });
  await server.storage.close();
  const ready = await server.send("GET", "/health/ready");
  expect({ status: ready.status, code: ready.body.error.code }).toEqual({ status: 503, code: "UNAVAILABLE" });
  expect((await server.send("GET", "/health/live")).body).toEqual({ status: "live" });
  for (const [method, path] of [
    ["GET", "/api/v1/projects"],
    ["POST", `${AT}/kill`],
  ] as const) {
    const { status, body, headers } = await server.send(method, path);
    expect({ status, code: body.error.code }).toEqual({ status: 503, code: "UNAVAILABLE" });
    expect(headers.get("retry-after")).toBe("1");
    expect(body.error.message).not.toContain(server.folder);
  }
});
