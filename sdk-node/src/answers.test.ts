import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, expectTypeOf, test } from "vitest";
import { startBlackHole, startClient, startLive } from "./stream-server.case.ts";

const colour = flag("colour", {
  type: "string",
  variants: [
    { key: "red", value: "#f00" },
    { key: "blue", value: "#00f" },
  ],
  offVariant: "red",
  rules: [
    {
      id: "staff",
      conditions: [{ attribute: "email", operator: "matches", values: ["@acme\\.test$"] }],
      serve: { variant: "blue" },
    },
  ],
  fallthrough: { variant: "red" },
});

describe("answers", () => {
  test("come with the context's, with the reason, and bound to a context", async () => {
    const { client } = await startLive(flag("a"), flag("b", { enabled: false }), colour);
    const staff = { targetingKey: "u", email: "ann@acme.test" };
    expect(client.isEnabled("a")).toBe(true);
    expect(client.isEnabled("b", staff, true)).toBe(false);
    expect(client.getValue("colour", staff, "none")).toBe("#00f");
    expect(client.getDetails("colour", staff, "none")).toEqual({
      value: "#00f",
      variant: "blue",
      reason: "TARGETING_MATCH",
      ruleId: "staff",
      version: 1,
      stale: false,
      flagMetadata: {},
    });
    expect(client.explain("colour", staff)).toMatchObject({ details: { variant: "blue" } });
    const bound = client.forContext(staff);
    expect(bound.isEnabled("a")).toBe(true);
    expect(bound.getValue("colour", "none")).toBe("#00f");
    expect(bound.getDetails("colour", "none").ruleId).toBe("staff");
    expect(bound.explain("colour")).toEqual(client.explain("colour", staff));
    expect(client.log).toEqual([]);
  });

  test("are the default where there is none, and say why", async () => {
    const { client } = await startLive(flag("a"), colour);
    expect(client.getDetails("nope", {}, 5)).toMatchObject({ value: 5, reason: "ERROR", errorCode: "FLAG_NOT_FOUND" });
    expect(client.getDetails("colour", {}, 5)).toMatchObject({ value: 5, reason: "ERROR", errorCode: "TYPE_MISMATCH" });
    expect(client.isEnabled("colour", {}, true)).toBe(true);
  });

  test("are the default before the first flags", async () => {
    const client = startClient({ url: await startBlackHole() });
    expect(client.isEnabled("a")).toBe(false);
    expect(client.getValue("a", undefined, "x")).toBe("x");
    const details = client.getDetails("a", {}, 1);
    expect(details).toMatchObject({ value: 1, reason: "ERROR", errorCode: "PROVIDER_NOT_READY", stale: true });
    expect(details).not.toHaveProperty("version");
  });

  test("are of the default's type, not of its literal", async () => {
    const { client } = await startLive(colour);
    expectTypeOf(client.getValue("colour", {}, "red")).toEqualTypeOf<string>();
    expectTypeOf(client.getValue("n", {}, 1)).toEqualTypeOf<number>();
    expectTypeOf(client.getDetails("colour", {}, { a: 1 }).value).toEqualTypeOf<{ a: number }>();
  });

  test("never throw, whatever is asked", async () => {
    const { client } = await startLive(flag("a"), colour);
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const thrower = {
      get email(): string {
        throw new Error("no");
      },
    };
    const proxy = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
        ownKeys: () => {
          throw new Error("no");
        },
        getOwnPropertyDescriptor: () => {
          throw new Error("no");
        },
      },
    );
    const contexts = [
      null,
      undefined,
      1n,
      Symbol("s"),
      "text",
      7,
      [],
      () => {},
      cyclic,
      thrower,
      proxy,
      { email: 1n },
      { targetingKey: {} },
    ] as never[];
    const keys = ["colour", "nope", "__proto__", "constructor", "", null, undefined, Symbol("k"), {}, 7n] as never[];
    for (const context of contexts) {
      for (const key of keys) {
        expect(client.isEnabled(key, context)).toBe(false);
        expect(["none", "#f00"]).toContain(client.getValue(key, context, "none"));
        expect(client.getDetails(key, context, "none").stale).toBe(false);
        client.explain(key, context);
      }
    }
  });
});
