import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Configuration {
  version: number;
  enabled: boolean;
  killed?: { by: string; at: number; reason?: string };
  fallthrough: unknown;
  [field: string]: unknown;
}
interface Flag {
  key: string;
  archived: boolean;
  salt: string;
  environments: Record<string, Configuration>;
  [field: string]: unknown;
}

const FLAGS = "/api/v1/projects/default/flags";
const at = (flag: string, environment = "production") =>
  `/api/v1/projects/default/environments/${environment}/flags/${flag}`;
const share = (percentage: number) => ({
  enabled: true,
  offVariant: "off",
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});
const put = (flag: string, body: object, version: number | "*", environment?: string) =>
  server.send<Configuration>("PUT", at(flag, environment), body, {
    "if-match": version === "*" ? "*" : `"${version}"`,
  });
const create = async (key: string, more: object = {}) =>
  (await server.send<Flag>("POST", FLAGS, { key, ...more })).body;
const versions = async () => {
  const { body } = await server.send<{ environments: { key: string; version: number }[] }>(
    "GET",
    "/api/v1/projects/default",
  );
  return Object.fromEntries(body.environments.map(({ key, version }) => [key, version]));
};
const evaluate = async (body: object) =>
  (
    await server.send<{ value?: unknown; reason: string }>(
      "POST",
      "/api/v1/projects/default/environments/production/evaluate",
      body,
    )
  ).body;

describe("making a flag", () => {
  it("makes a boolean flag that is off everywhere, with on/off and percentage apart", async () => {
    const { status, body } = await server.send<Flag>("POST", FLAGS, { key: "plain" });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      key: "plain",
      type: "boolean",
      variants: [
        { key: "on", value: true },
        { key: "off", value: false },
      ],
      clientSide: false,
      archived: false,
      lifetime: { kind: "temporary" },
    });
    expect(body.salt).toMatch(/^[a-z0-9]{7}$/);
    expect(Object.keys(body.environments)).toEqual(["development", "staging", "production"]);
    for (const configuration of Object.values(body.environments)) {
      expect(configuration).toMatchObject({ ...share(100), enabled: false });
    }
    expect((await server.send<{ flags: Flag[] }>("GET", FLAGS)).body.flags).toContainEqual(body);
    expect((await server.send("GET", `${FLAGS}/plain`)).body).toEqual(body);
  });

  it("takes variants for other types, and begins with the first one", async () => {
    const variants = [
      { key: "none", value: "" },
      { key: "sale", value: "Sale" },
    ];
    const flag = await create("banner", { type: "string", variants });
    expect(flag.environments.production).toMatchObject({
      enabled: false,
      offVariant: "none",
      fallthrough: { variant: "none" },
    });
  });

  it.each([
    [{ key: "no-variants", type: "string" }, "variants must have at least 2 entries for a string flag"],
    [
      {
        key: "wrong-type",
        type: "number",
        variants: [
          { key: "a", value: 1 },
          { key: "b", value: "2" },
        ],
      },
      "variants[1]",
    ],
    [
      { key: "Upper" },
      "key must be 1 to 100 of a-z, 0-9, '.', '_' and '-', and begin with a letter or a digit, received \"Upper\"",
    ],
    [{ key: "__proto__" }, "key must be"],
    [
      {
        key: "twice",
        type: "string",
        variants: [
          { key: "a", value: "1" },
          { key: "a", value: "2" },
        ],
      },
      "variants[1]",
    ],
    [
      {
        key: "poison",
        type: "object",
        variants: [
          { key: "a", value: JSON.parse('{"__proto__":{"x":1}}') },
          { key: "b", value: {} },
        ],
      },
      "variants[0].value must be JSON without a field named __proto__",
    ],
  ])("refuses %j", async (body, message) => {
    const { status, body: answer } = await server.send("POST", FLAGS, body);
    expect({ status, message: answer.error.message }).toEqual({
      status: 400,
      message: expect.stringContaining(message),
    });
  });

  it("refuses a key that is taken", async () => {
    const { status, body } = await server.send("POST", FLAGS, { key: "plain" });
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "ALREADY_EXISTS" });
  });
});

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

describe("editing a flag", () => {
  it("reaches SDKs only by what they see", async () => {
    await create("edited");
    const before = await versions();
    const named = await server.send<Flag>("PATCH", `${FLAGS}/edited`, {
      name: "Edited",
      tags: ["x"],
      owner: "me",
      description: "d",
      reason: "words",
    });
    expect(named.body).toMatchObject({ name: "Edited", tags: ["x"], owner: "me", description: "d" });
    expect(await versions()).toEqual(before);
    await server.send("PATCH", `${FLAGS}/edited`, { clientSide: true });
    const after = await versions();
    expect(Object.keys(after).map((key) => (after[key] ?? 0) - (before[key] ?? 0))).toEqual([1, 1, 1]);
    const { body } = await server.send<{
      changes: { action: string; before: unknown; after: unknown; reason?: string }[];
    }>("GET", "/api/v1/projects/default/changes?flag=edited");
    expect(body.changes.map(({ action }) => action)).toEqual(["flag.updated", "flag.updated", "flag.created"]);
    expect(body.changes[0]).toMatchObject({ before: { clientSide: false }, after: { clientSide: true } });
  });

  it("keeps the salt and the key out of reach", async () => {
    for (const field of ["salt", "key", "type", "id", "projectId"]) {
      const { status } = await server.send("PATCH", `${FLAGS}/edited`, { [field]: "aaaaaaa" });
      expect(status).toBe(400);
    }
  });

  it("refuses variants without which a configuration no longer works", async () => {
    const variants = [
      { key: "a", value: 1 },
      { key: "b", value: 2 },
      { key: "c", value: 3 },
    ];
    await create("sizes", { type: "number", variants });
    await put("sizes", { enabled: true, offVariant: "a", fallthrough: { variant: "c" } }, "*", "staging");
    const { status, body } = await server.send("PATCH", `${FLAGS}/sizes`, { variants: variants.slice(0, 2) });
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: "INVALID_FLAG" });
    expect((await server.send<Flag>("PATCH", `${FLAGS}/sizes`, { variants: [variants[0], variants[2]] })).status).toBe(
      200,
    );
  });

  it("archives, lists apart, and brings back", async () => {
    await create("old");
    await put("old", share(100), "*");
    const archived = await server.send<Flag>("DELETE", `${FLAGS}/old`);
    expect(archived).toMatchObject({ status: 200, body: { archived: true } });
    const keys = async (query: string) =>
      (await server.send<{ flags: Flag[] }>("GET", `${FLAGS}${query}`)).body.flags.map(({ key }) => key);
    expect(await keys("")).not.toContain("old");
    expect(await keys("?archived=true")).toEqual(["old"]);
    expect(await keys("?archived=all")).toContain("old");
    expect(await evaluate({ flag: "old", context: { targetingKey: "u" } })).toMatchObject({
      errorCode: "FLAG_NOT_FOUND",
    });
    const back = await server.send<Flag>("PATCH", `${FLAGS}/old`, { archived: false });
    expect(back.body).toMatchObject({ archived: false, salt: archived.body.salt });
    expect(await evaluate({ flag: "old", context: { targetingKey: "u" } })).toMatchObject({ value: true });
  });

  it("refuses to archive what others need, and names them", async () => {
    await create("parent");
    await create("child");
    await put("child", { ...share(100), prerequisites: [{ flag: "parent", variants: ["on"] }] }, "*");
    const { status, body } = await server.send("DELETE", `${FLAGS}/parent`);
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "IN_USE" });
    expect(body.error.message).toBe("Flag parent is in use: flag child in production (prerequisites[0])");
    expect(body.error.details?.users).toEqual([expect.objectContaining({ key: "child", environment: "production" })]);
    expect((await server.send<Flag>("GET", `${FLAGS}/parent`)).body.archived).toBe(false);
    expect((await server.send("DELETE", `${FLAGS}/child`)).status).toBe(200);
    expect((await server.send("DELETE", `${FLAGS}/parent`)).status).toBe(200);
    // It would come back to a prerequisite that is gone.
    expect((await server.send("PATCH", `${FLAGS}/child`, { archived: false })).body.error.code).toBe("INVALID_FLAG");
  });
});

describe("evaluating", () => {
  it("tries an unsaved configuration and keeps nothing of it", async () => {
    await create("tried");
    const before = await versions();
    const context = { targetingKey: "u" };
    expect(await evaluate({ flag: "tried", context })).toMatchObject({ value: false, reason: "DISABLED" });
    expect(await evaluate({ flag: "tried", context, config: share(100) })).toMatchObject({
      flag: "tried",
      value: true,
      trace: { fallthrough: true },
    });
    expect(await evaluate({ flag: "tried", context })).toMatchObject({ value: false, reason: "DISABLED" });
    expect(await versions()).toEqual(before);
  });

  it("sees a change as soon as it is acknowledged", async () => {
    for (let i = 0; i < 20; i += 1) {
      await put("tried", share(i % 2 === 0 ? 100 : 0), "*");
      expect(await evaluate({ flag: "tried", context: { targetingKey: "u" } })).toMatchObject({ value: i % 2 === 0 });
    }
  });

  it("answers for all flags, and survives names of prototypes", async () => {
    const context = JSON.parse('{"targetingKey":"u","__proto__":{"x":1},"constructor":"y"}');
    const { body, status } = await server.send<{ evaluations: { flag: string }[] }>(
      "POST",
      "/api/v1/projects/default/environments/production/evaluate",
      JSON.stringify({ context }),
    );
    expect(status).toBe(200);
    expect(body.evaluations.map(({ flag }) => flag)).toContain("ramp");
  });

  it.each([
    [{ flag: "tried" }, "context"],
    [{ flag: "tried", context: [] }, "context must be an object"],
    [{ flag: "tried", context: { a: "x".repeat(9000) } }, "at most 8192 bytes"],
    [{ context: {}, config: share(1) }, "flag must name it"],
    [{ flag: "tried", context: {}, config: { ...share(1), offVariant: "x" } }, "offVariant"],
  ])("refuses %j", async (body, message) => {
    const answer = await server.send("POST", "/api/v1/projects/default/environments/production/evaluate", body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(message);
  });
});

it("answers receipts for the version of the flag's last change", async () => {
  const { version } = (await server.send<Configuration>("GET", at("ramp"))).body;
  const { status, body } = await server.send("GET", `${at("ramp")}/receipts`);
  expect({ status, body }).toMatchObject({ status: 200, body: { version, connected: 0, confirmed: 0, behind: [] } });
});

it("tags lists, so that a script can ask for news only", async () => {
  const first = await server.send("GET", FLAGS);
  const tag = first.headers.get("etag") ?? "";
  expect(tag).toMatch(/^(W\/)?"/);
  expect((await server.send("GET", FLAGS, undefined, { "if-none-match": tag })).status).toBe(304);
  await create("news");
  expect((await server.send("GET", FLAGS, undefined, { "if-none-match": tag })).status).toBe(200);
});
