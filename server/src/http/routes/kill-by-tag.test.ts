import { afterAll, beforeAll, expect, it } from "vitest";
import type { KilledByTag, Receipts } from "../../api.ts";
import { at, FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
const { create, put, versions, evaluate } = flagsOf(() => server);
const KILL = "/api/v1/projects/default/environments/production/kill";

beforeAll(async () => {
  server = await startTestServer();
  for (const key of ["a", "b", "c"]) {
    await create(key, { tags: ["checkout", key] });
    await put(key, share(100), "*");
  }
  await create("other");
  await put("other", share(100), "*");
});
afterAll(() => server.close());

const kill = (body: object) => server.send<KilledByTag>("POST", KILL, body);

it("kills all that carry the tag in this environment, once, and says who was killed already", async () => {
  await server.send("POST", `${at("b")}/kill`, { reason: "before" });
  const { status, body } = await kill({ tag: "checkout", reason: "payment provider is down" });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { tag: "checkout", killed: ["a", "c"], already: ["b"] },
  });
  expect(body.version).toBe((await versions()).production);
  for (const flag of ["a", "b", "c"]) expect(await evaluate({ flag, context: {} })).toMatchObject({ value: false });
  expect(await evaluate({ flag: "other", context: {} })).toMatchObject({ value: true });

  const again = await kill({ tag: "checkout" });
  expect(again.body).toEqual({ tag: "checkout", killed: [], already: ["a", "b", "c"], version: body.version });
});

it("is in each flag's history with the reason, and each can be restored by itself", async () => {
  const { body } = await server.send<{ changes: object[] }>("GET", "/api/v1/projects/default/changes?flag=a");
  expect(body.changes[0]).toMatchObject({ action: "flag.killed", reason: "payment provider is down", flag: "a" });
  await server.send("POST", `${at("a")}/restore`, {});
  expect(await evaluate({ flag: "a", context: {} })).toMatchObject({ value: true });
  expect(await evaluate({ flag: "c", context: {} })).toMatchObject({ value: false });
});

it("has receipts for all in one: of the last flag, whose version is the last of them", async () => {
  const { body: killed } = await kill({ tag: "checkout" });
  const last = killed.killed.at(-1) ?? "";
  const { body } = await server.send<Receipts>("GET", `${at(last)}/receipts`);
  expect(body.version).toBe(killed.version);
});

it("leaves archived flags and a tag that nobody carries alone", async () => {
  await create("gone", { tags: ["old"] });
  await server.send("DELETE", `${FLAGS}/gone`);
  expect((await kill({ tag: "old" })).body).toMatchObject({ killed: [], already: [] });
  expect((await kill({ tag: "constructor" })).body).toMatchObject({ killed: [], already: [] });
});

it("names what is wrong", async () => {
  for (const [body, message] of [
    [{}, "tag is missing"],
    [{ tag: "" }, "tag must have"],
    [{ tag: "x", flag: "y" }, "flag"],
  ] as const) {
    const answer = await server.send("POST", KILL, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(message);
  }
  const nowhere = await server.send("POST", KILL.replace("production", "moon"), { tag: "x" });
  expect(nowhere.status).toBe(404);
});
