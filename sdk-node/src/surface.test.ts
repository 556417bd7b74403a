import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { snapshot, startBlackHole, startClient, startLive } from "./stream-server.case.ts";

describe("overrides", () => {
  test("stand in for every answer, say so, and count nothing", async () => {
    vi.stubEnv("SWITCHYARD_OVERRIDES", '{"b": "from the environment"}');
    onTestFinished(() => void vi.unstubAllEnvs());
    const client = startClient({ url: await startBlackHole(), overrides: { a: true, b: "hidden" } });
    expect(client.isEnabled("a")).toBe(true);
    expect(client.getValue("b", {}, "")).toBe("from the environment");
    expect(client.getDetails("a", {}, false)).toMatchObject({
      value: true,
      reason: "STATIC",
      flagMetadata: { overridden: true },
    });
    expect(client.getDetails("a", {}, "text")).toMatchObject({ value: "text", errorCode: "TYPE_MISMATCH" });
    expect(client.log).toEqual(["warn: [switchyard] overridden here, whatever the server says: a, b"]);
  });

  test.each(["[1]", "{", "3", '"a"'])("that are no object are left out in one line: %s", async (text) => {
    vi.stubEnv("SWITCHYARD_OVERRIDES", text);
    onTestFinished(() => void vi.unstubAllEnvs());
    const client = startClient({ url: await startBlackHole() });
    expect(client.log).toEqual([expect.stringContaining("SWITCHYARD_OVERRIDES must be an object")]);
  });
});

describe("bootstrap", () => {
  test("for a page holds what a browser may know, for that context", async () => {
    const beta = {
      id: "r",
      conditions: [{ attribute: "plan", operator: "equals" as const, values: ["secret-plan"] }],
      serve: { variant: "off" },
    };
    const { client } = await startLive(flag("a", { clientSide: true, rules: [beta] }), flag("hidden"));
    expect(client.bootstrap({ plan: "secret-plan" })).toEqual({
      type: "snapshot",
      epoch: "e1",
      version: 1,
      flags: [{ key: "a", variant: "off", value: false, reason: "TARGETING_MATCH" }],
    });
    expect(client.bootstrap({}, { keys: ["hidden", "nowhere"] }).flags).toEqual([]);
    expect(JSON.stringify(client.bootstrap({}))).not.toContain("secret");
  });

  test("to begin with answers until the server is heard", async () => {
    const client = startClient({ url: await startBlackHole(), bootstrap: snapshot(3, flag("a")) });
    expect(client.isEnabled("a")).toBe(true);
    expect(await client.waitForReady({ timeoutMs: 10 })).toMatchObject({ status: "cached", version: 3 });
  });

  test("that is none is left out in one line", async () => {
    const client = startClient({ url: await startBlackHole(), bootstrap: { flags: 5 } });
    expect(client.status.version).toBeUndefined();
    expect(client.log).toEqual([expect.stringContaining("`bootstrap` must be what GET /v1/snapshot answers")]);
  });
});

test("each mistake of a caller yields one line, once", async () => {
  const rollout = { rollout: { percentage: 50, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } };
  const { client } = await startLive(flag("checkout-v2"), flag("r", { fallthrough: rollout }));
  for (let i = 0; i < 3; i++) {
    client.isEnabled("chekout-v2");
    client.getValue("checkout-v2", {}, "text");
    client.isEnabled("r", {});
  }
  expect(client.log).toEqual([
    "warn: [switchyard] unknown flag `chekout-v2`; did you mean `checkout-v2`?",
    "warn: [switchyard] flag `checkout-v2` is a boolean, the default is a string: the default is given",
    "warn: [switchyard] flag `r` is rolled out by an attribute that the context lacks: pass `targetingKey`, or what it is bucketed by",
  ]);
});
