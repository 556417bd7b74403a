import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const { create, put, versions, evaluate } = flagsOf(() => server);

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
    expect(body.evaluations.map(({ flag }) => flag)).toEqual(["tried"]);
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
