import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Flag } from "../../api.ts";
import { FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const { create, put, versions, evaluate } = flagsOf(() => server);

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

  it("refuses to overwrite what somebody else edited, when it says what it saw", async () => {
    await server.send("POST", FLAGS, { key: "shared" });
    const path = "/api/v1/projects/default/flags/shared";
    const get = async () => (await server.send<{ revision: string }>("GET", path)).body.revision;
    const patch = (body: object, seen: string) => server.send("PATCH", path, body, { "if-match": seen });
    const seen = await get();
    expect((await patch({ name: "Mine" }, `"${seen}"`)).status).toBe(200);
    const { status, body } = await patch({ name: "Theirs" }, `"${seen}"`);
    expect([status, body.error.code]).toEqual([409, "VERSION_CONFLICT"]);
    expect(body.error.details).toMatchObject({ current: { name: "Mine", revision: await get() } });
    expect((await patch({ name: "Theirs" }, "*")).status).toBe(200);
    expect((await server.send("PATCH", path, { owner: "ann" })).status).toBe(200);
    expect((await patch({ owner: "" }, "412")).status).toBe(400);
    await server.send("PATCH", path, { name: "", owner: "" });
    expect(await get()).toBe(seen);
  });

  it("keeps the salt and the key out of reach", async () => {
    for (const field of ["salt", "key", "type", "id", "projectId"]) {
      const { status } = await server.send("PATCH", `${FLAGS}/edited`, { [field]: "aaaaaaa" });
      expect(status).toBe(400);
    }
  });

  it("archives, lists apart, and brings back", async () => {
    await create("old");
    await put("old", share(100), "*");
    const archived = await server.send<Flag>("DELETE", `${FLAGS}/old?reason=decided`);
    expect(archived).toMatchObject({ status: 200, body: { archived: true } });
    const keys = async (query: string) =>
      (await server.send<{ flags: Flag[] }>("GET", `${FLAGS}${query}`)).body.flags.map(({ key }) => key);
    const { changes } = (
      await server.send<{ changes: { reason?: string }[] }>("GET", "/api/v1/projects/default/changes?flag=old&limit=1")
    ).body;
    expect(changes[0]?.reason).toBe("decided");
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

it("tags lists, so that a script can ask for news only", async () => {
  const first = await server.send("GET", FLAGS);
  const tag = first.headers.get("etag") ?? "";
  expect(tag).toMatch(/^(W\/)?"/);
  expect((await server.send("GET", FLAGS, undefined, { "if-none-match": tag })).status).toBe(304);
  await create("news");
  expect((await server.send("GET", FLAGS, undefined, { "if-none-match": tag })).status).toBe(200);
});
