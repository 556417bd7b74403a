import { afterAll, beforeAll, expect, it } from "vitest";
import { flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const { create, put, evaluate } = flagsOf(() => server);
const SEGMENT = "/api/v1/projects/default/segments/customers";
const person = (i: number) => `3f2504e0-4f89-11d3-9a0c-${String(i).padStart(12, "0")}`;

it("keeps a segment of 100,000 keys, which a flag can ask for at once", async () => {
  const includedKeys = Array.from({ length: 100_000 }, (_, i) => person(i));
  const saved = await server.send("PUT", SEGMENT, JSON.stringify({ includedKeys }));
  expect(saved.status).toBe(200);
  await create("for-customers");
  const rule = {
    id: "customers",
    conditions: [{ operator: "inSegment", values: ["customers"] }],
    serve: { variant: "on" },
  };
  await put("for-customers", { ...share(0), rules: [rule] }, "*");
  const ask = (targetingKey: string) => evaluate({ flag: "for-customers", context: { targetingKey } });
  expect(await ask(person(99_999))).toMatchObject({ value: true, ruleId: "customers" });
  expect(await ask(person(100_000))).toMatchObject({ value: false });
});

it("refuses one key more, and loses nothing", async () => {
  const includedKeys = Array.from({ length: 100_001 }, (_, i) => `u${i}`);
  const refused = await server.send("PUT", SEGMENT, JSON.stringify({ includedKeys }));
  expect(refused.status).toBe(400);
  expect(refused.body.error.message).toContain("includedKeys");
  expect(refused.body.error.message.length).toBeLessThan(1000);
  const kept = await server.send<{ includedKeys: string[] }>("GET", SEGMENT);
  expect(kept.body.includedKeys).toHaveLength(100_000);
});
