import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../test-server.ts";

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
  const database = new Database(join(server.folder, "switchyard.db"));
  database
    .prepare(
      "UPDATE configurations SET rules = '{', fallthrough = 'x' WHERE flag_id = (SELECT id FROM flags WHERE key = 'broken')",
    )
    .run();
  database.close();

  expect((await server.send("GET", AT)).status).toBe(404);
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
