import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Configuration, Flag } from "../../api.ts";
import { at, FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const { create, put, versions, evaluate } = flagsOf(() => server);

describe("a configuration", () => {
  it("is replaced at the version that was seen, and raises that environment's version alone", async () => {
    const { environments } = await create("ramp");
    const before = await versions();
    const seen = environments.production?.version ?? -1;
    const { status, body, headers } = await put("ramp", { ...share(25), reason: "first customers" }, seen);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...share(25), version: seen + 1 });
    expect(headers.get("etag")).toBe(`"${seen + 1}"`);
    expect(await versions()).toEqual({ ...before, production: (before.production ?? 0) + 1 });
    const read = await server.send<Configuration>("GET", at("ramp"));
    expect(read.body).toEqual(body);
    expect(read.headers.get("etag")).toBe(`"${seen + 1}"`);
  });

  it("answers a conflict with the present state, and changes nothing", async () => {
    const current = (await server.send<Configuration>("GET", at("ramp"))).body;
    for (const version of [current.version - 1, current.version + 1, 0]) {
      const { status, body } = await server.send("PUT", at("ramp"), share(50), { "if-match": `"${version}"` });
      expect({ status, code: body.error.code }).toEqual({ status: 409, code: "VERSION_CONFLICT" });
      expect(body.error.details?.current).toEqual(current);
    }
    expect((await server.send("GET", at("ramp"))).body).toEqual(current);
  });

  it("lets one of two writers win who saw the same", async () => {
    const { version } = (await server.send<Configuration>("GET", at("ramp"))).body;
    const answers = await Promise.all([30, 31, 32, 33].map((percentage) => put("ramp", share(percentage), version)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  it("must say which version was seen", async () => {
    const { status, body } = await server.send("PUT", at("ramp"), share(50));
    expect({ status, code: body.error.code }).toEqual({ status: 428, code: "VERSION_REQUIRED" });
    expect((await server.send("PUT", at("ramp"), share(50), { "if-match": "soon" })).status).toBe(400);
    expect((await put("ramp", share(50), "*")).status).toBe(200);
  });

  it("that is saved as it is changes nothing", async () => {
    const before = await versions();
    expect((await put("ramp", share(50), "*")).status).toBe(200);
    expect(await versions()).toEqual(before);
  });

  it.each([
    [{ offVariant: "of" }, "offVariant"],
    [{ fallthrough: { variant: "purple" } }, "fallthrough"],
    [{ prerequisites: [{ flag: "nowhere", variants: ["on"] }] }, "prerequisites[0]"],
    [
      { rules: [{ id: "r", conditions: [{ operator: "inSegment", values: ["nowhere"] }], serve: { variant: "on" } }] },
      "rules[0].conditions[0]",
    ],
    [
      {
        rules: [
          { id: "r", conditions: [{ attribute: "a", operator: "matches", values: ["("] }], serve: { variant: "on" } },
        ],
      },
      "rules[0].conditions[0]",
    ],
    [{ prerequisites: [{ flag: "ramp", variants: ["on"] }] }, "circle"],
  ])("that can't work is refused with the place: %j", async (part, place) => {
    const before = (await server.send("GET", at("ramp"))).body;
    const { status, body } = await server.send("PUT", at("ramp"), { ...share(50), ...part }, { "if-match": "*" });
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: "INVALID_FLAG" });
    expect(JSON.stringify(body.error.details)).toContain(place);
    expect((await server.send("GET", at("ramp"))).body).toEqual(before);
  });

  it("may use linear regular expressions", async () => {
    const rules = [
      {
        id: "r",
        conditions: [{ attribute: "email", operator: "matches", values: ["^(a+)+@x$"] }],
        serve: { variant: "on" },
      },
    ];
    expect((await put("ramp", { ...share(0), rules }, "*")).status).toBe(200);
    expect(await evaluate({ flag: "ramp", context: { targetingKey: "u", email: "aaa@x" } })).toMatchObject({
      value: true,
      reason: "TARGETING_MATCH",
    });
    expect(await evaluate({ flag: "ramp", context: { targetingKey: "u", email: "aaa@y" } })).toMatchObject({
      value: false,
    });
    await put("ramp", share(50), "*");
  });
});

describe("a kill", () => {
  it("needs no version, names who and why, stays through edits, and ends by a restore", async () => {
    await create("risky");
    await put("risky", share(100), "*");
    expect(await evaluate({ flag: "risky", context: { targetingKey: "u" } })).toMatchObject({ value: true });
    const killed = await server.send<Configuration>("POST", `${at("risky")}/kill`, { reason: "errors" });
    expect(killed.status).toBe(200);
    expect(killed.body.killed).toEqual({ by: "admin token", at: expect.any(Number), reason: "errors" });
    expect(await evaluate({ flag: "risky", context: { targetingKey: "u" } })).toMatchObject({
      value: false,
      reason: "DISABLED",
    });

    const before = await versions();
    const again = await server.send<Configuration>("POST", `${at("risky")}/kill`, { reason: "once more" });
    expect(again).toMatchObject({ status: 200, body: killed.body });
    expect(await versions()).toEqual(before);

    const edited = await put("risky", share(80), killed.body.version);
    expect(edited.body.killed).toEqual(killed.body.killed);

    const restored = await server.send<Configuration>("POST", `${at("risky")}/restore`, { reason: "fixed" });
    expect(restored.body.killed).toBeUndefined();
    expect(restored.body).toMatchObject(share(80));
    const quiet = await server.send<Configuration>("POST", `${at("risky")}/restore`);
    expect(quiet.body.version).toBe(restored.body.version);
  });

  it("concerns one environment", async () => {
    await server.send("POST", `${at("risky", "staging")}/kill`);
    const { environments } = (await server.send<Flag>("GET", `${FLAGS}/risky`)).body;
    expect(Object.entries(environments).map(([key, { killed }]) => [key, killed !== undefined])).toEqual([
      ["development", false],
      ["staging", true],
      ["production", false],
    ]);
  });

  it("works without a body, and by many at once makes one change", async () => {
    await create("storm");
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => server.send<Configuration>("POST", `${at("storm")}/kill`)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.version}`)).size).toBe(1);
    const { body } = await server.send<{ changes: unknown[] }>("GET", "/api/v1/projects/default/changes?flag=storm");
    expect(body.changes.length).toBe(2);
  });
});

it("answers receipts for the version of the flag's last change", async () => {
  const { version } = (await server.send<Configuration>("GET", at("ramp"))).body;
  const { status, body } = await server.send("GET", `${at("ramp")}/receipts`);
  expect({ status, body }).toMatchObject({ status: 200, body: { version, connected: 0, confirmed: 0, behind: [] } });
});
