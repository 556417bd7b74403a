import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Configuration } from "../../api.ts";
import { at, FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// What a flag gave at an earlier version, asked over HTTP.

const EVALUATE = "/api/v1/projects/default/environments/production/evaluate";
const SEGMENT = "/api/v1/projects/default/segments/beta";
const context = { targetingKey: "ann" };

let server: TestServer;
/** Production's version after each step. */
const version: Record<string, number> = {};

const { create, put, versions } = flagsOf(() => server);

beforeAll(async () => {
  server = await startTestServer();
  const step = async (name: string, done: Promise<unknown>) => {
    await done;
    version[name] = (await versions()).production ?? -1;
  };
  const inBeta = [{ id: "beta", conditions: [{ operator: "inSegment", values: ["beta"] }], serve: { variant: "on" } }];
  await step("empty", Promise.resolve());
  await step("created", create("checkout"));
  await step("segment", server.send("PUT", SEGMENT, { includedKeys: ["bob"] }));
  await step("enabled", put("checkout", { ...share(0), rules: inBeta }, "*"));
  await step("ann joins", server.send("PUT", SEGMENT, { includedKeys: ["bob", "ann"] }));
  await step("killed", server.send("POST", `${at("checkout")}/kill`));
  await step("restored", server.send("POST", `${at("checkout")}/restore`));
  await step("everyone", put("checkout", share(100), "*"));
  await step("no segment", server.send("DELETE", SEGMENT));
  await step("archived", server.send("DELETE", `${FLAGS}/checkout`));
  await step("other", create("other"));
});
afterAll(() => server.close());

const evaluate = <T = { value?: unknown; reason: string; errorCode?: string; trace: unknown }>(body: object) =>
  server.send<T>("POST", EVALUATE, { context, ...body });

describe("evaluating at a past version", () => {
  it.each([
    ["empty", { reason: "ERROR", errorCode: "FLAG_NOT_FOUND" }],
    ["created", { value: false, reason: "DISABLED" }],
    ["segment", { value: false, reason: "DISABLED" }],
    ["enabled", { value: false, reason: "DEFAULT" }],
    ["ann joins", { value: true, reason: "TARGETING_MATCH", ruleId: "beta" }],
    ["killed", { value: false, reason: "DISABLED", flagMetadata: { killed: true } }],
    ["restored", { value: true, reason: "TARGETING_MATCH", ruleId: "beta" }],
    ["everyone", { value: true, reason: "STATIC" }],
    ["no segment", { value: true, reason: "STATIC" }],
    ["archived", { reason: "ERROR", errorCode: "FLAG_NOT_FOUND" }],
  ])("%s", async (name, expected) => {
    const { status, body } = await evaluate({ flag: "checkout", version: version[name] });
    expect({ status, body }).toMatchObject({ status: 200, body: { flag: "checkout", ...expected } });
  });

  it("explains as at present, segments included", async () => {
    const { body } = await evaluate({ flag: "checkout", version: version.enabled });
    expect(body.trace).toMatchObject({
      rules: [{ id: "beta", conditions: [{ segments: [{ segment: "beta", holds: false }] }], passed: false }],
      fallthrough: true,
    });
  });

  it("answers for all flags of that version", async () => {
    const all = await evaluate<{ evaluations: object[] }>({ version: version.everyone });
    expect(all.body.evaluations).toEqual([expect.objectContaining({ flag: "checkout", value: true })]);
    const none = await evaluate<{ evaluations: object[] }>({ version: version.empty });
    expect(none.body.evaluations).toEqual([]);
  });

  it("tries an unsaved configuration among the flags and segments of that version, and keeps nothing", async () => {
    const before = await versions();
    const config = {
      ...share(0),
      rules: [{ id: "r", conditions: [{ operator: "inSegment", values: ["beta"] }], serve: { variant: "on" } }],
    };
    const then = await evaluate({ flag: "checkout", version: version["ann joins"], config });
    expect(then).toMatchObject({ status: 200, body: { value: true, ruleId: "r" } });
    const gone = await server.send("POST", EVALUATE, {
      context,
      flag: "checkout",
      version: version["no segment"],
      config,
    });
    expect(gone).toMatchObject({ status: 400, body: { error: { code: "INVALID_FLAG" } } });
    expect(gone.body.error.message).toBe('rules[0].conditions[0].values[0]: there is no segment "beta"');
    const missing = await server.send("POST", EVALUATE, { context, flag: "checkout", version: version.empty, config });
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toBe('There is no flag "checkout" in environment production at version 0');
    expect(await versions()).toEqual(before);
  });

  it("is the present at the present version", async () => {
    const { body } = await evaluate({ flag: "other" });
    expect((await evaluate({ flag: "other", version: version.other })).body).toEqual(body);
  });
});

describe("a version that can't be had", () => {
  it.each([
    [{ version: 10_000 }, 400, "version must be at most 10, the present one of environment production, received 10000"],
    [{ version: -1 }, 400, "version must be at least 0, received -1"],
    [{ version: 1.5 }, 400, "version must be"],
    [{ version: "3" }, 400, 'version must be a number, received "3"'],
    [{ version: 3, flag: "nothing" }, 404, 'There is no flag "nothing" in project default'],
  ])("%j is refused", async (body, status, message) => {
    const answer = await server.send("POST", EVALUATE, { context, flag: "checkout", ...body });
    expect({ status: answer.status, message: answer.body.error.message }).toEqual({
      status,
      message: expect.stringContaining(message),
    });
  });

  it("before the environment was made is refused", async () => {
    await server.send("POST", "/api/v1/projects/default/environments", { key: "late" });
    const path = "/api/v1/projects/default/environments/late/evaluate";
    expect((await server.send("POST", path, { context, version: 1 })).status).toBe(200);
    const { status, body } = await server.send("POST", path, { context, version: 0 });
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "CANNOT_REBUILD" });
    expect(body.error.message).toContain("environment.created");
  });

  it("behind damage in the log is refused, with the version where it is", async () => {
    const database = new Database(join(server.folder, "switchyard.db"));
    const damage = (column: string, name: string) =>
      database
        .prepare(
          `UPDATE changes SET ${column} = '{' WHERE id = (SELECT change_id FROM environment_versions JOIN environments
           ON environments.id = environment_id WHERE environments.key = 'production' AND environment_versions.version = ?)`,
        )
        .run(version[name]);
    damage("before", "everyone");
    expect((await evaluate({ flag: "checkout", version: version.everyone })).status).toBe(200);
    const { status, body } = await server.send("POST", EVALUATE, { context, version: version.restored });
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "CANNOT_REBUILD" });
    expect(body.error.message).toBe(
      `Version ${version.restored} can't be rebuilt: the change log has no readable entry of version ${version.everyone}`,
    );
    database.close();
  });

  it("before a damaged configuration was replaced is refused for this flag alone", async () => {
    await create("replaced");
    const { body } = await put("replaced", share(100), "*");
    const database = new Database(join(server.folder, "switchyard.db"));
    database
      .prepare("UPDATE configurations SET rules = '?' WHERE flag_id = (SELECT id FROM flags WHERE key = 'replaced')")
      .run();
    database.close();
    const killed = await server.send<Configuration>("POST", `${at("replaced")}/kill`);
    expect((await evaluate({ flag: "replaced", version: killed.body.version })).body).toMatchObject({
      reason: "DISABLED",
    });
    const lost = await server.send("POST", EVALUATE, { context, flag: "replaced", version: body.version });
    expect({ status: lost.status, code: lost.body.error.code }).toEqual({ status: 409, code: "CANNOT_REBUILD" });
    expect(lost.body.error.message).toMatch(/flag replaced at version \d+ of production .*flag\.killed/);
    expect((await evaluate({ flag: "other", version: body.version })).status).toBe(200);
  });
});
