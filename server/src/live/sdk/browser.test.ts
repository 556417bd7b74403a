import type { FlagData, Prerequisite, Serve } from "@switchyard/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLive, type TestLive } from "../live.case.ts";
import { isAllowedOrigin } from "../socket/origin.ts";
import { TestSdk } from "../test-sdk.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive();
});
afterEach(() => at.close());

const forCountry = (country: string): Partial<FlagData> => ({
  clientSide: true,
  rules: [
    {
      id: "r1",
      conditions: [{ attribute: "country", operator: "equals", values: [country] }],
      serve: { variant: "on" },
    },
  ],
  fallthrough: { variant: "off" },
});

const rollout = (percentage: number): Partial<FlagData> => ({
  clientSide: true,
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});

const STAMP = expect.stringMatching(/^[0-9a-f]{16}$/);

describe("a browser", () => {
  it("sees client-side flags only, shared ones as they are and personal ones as answers", async () => {
    await at.saveFlag({ key: "secret" });
    await at.saveFlag({ key: "ramp", ...rollout(25) });
    const version = await at.saveFlag({ key: "german", ...forCountry("DE") });
    const sdk = await TestSdk.browser(at, { country: "DE" });
    expect(await sdk.next()).toEqual({
      type: "snapshot",
      epoch: await at.storage.epoch(),
      version,
      stamp: STAMP,
      flags: [
        { key: "german", variant: "on", value: true, reason: "TARGETING_MATCH" },
        {
          key: "ramp",
          salt: "abc1234",
          below: 2 ** 30,
          variants: [{ variant: "on", value: true, below: 2 ** 32 }],
          otherwise: { variant: "off", value: false },
        },
      ],
    });
  });

  it("moves on with every version, whether or not it is concerned", async () => {
    const version = await at.saveFlag({ key: "german", ...forCountry("DE") });
    const sdk = await TestSdk.browser(at, { country: "DE" });
    await sdk.next();

    await at.saveFlag({ key: "secret" });
    const none = { type: "changes", stamp: STAMP, flags: [], removed: { flags: [] } };
    expect(await sdk.next()).toEqual({ ...none, from: version, to: version + 1 });
    // Touched, but the answer is the same for this one.
    await at.saveFlag({ key: "german", ...forCountry("DE"), targets: [{ variant: "on", keys: ["somebody"] }] });
    expect(await sdk.next()).toEqual({ ...none, from: version + 1, to: version + 2 });
    await at.saveFlag({ key: "german", ...forCountry("FR") });
    expect(await sdk.next()).toMatchObject({ flags: [{ key: "german", variant: "off" }], to: version + 3 });
    // Personal before, shared from now on.
    await at.saveFlag({ key: "german", clientSide: true, killed: true });
    expect(await sdk.next()).toMatchObject({ flags: [{ key: "german", reason: "DISABLED" }] });
    await at.saveFlag({ key: "german", ...forCountry("DE") });
    expect(await sdk.next()).toMatchObject({ flags: [{ key: "german", variant: "on" }] });
    await at.saveFlag({ key: "german", clientSide: false });
    expect(await sdk.next()).toMatchObject({ flags: [], removed: { flags: ["german"] } });
    expect(sdk.faults).toEqual([]);
  });

  it("hears when its answer changes by way of a segment or another flag", async () => {
    await at.saveSegment({ key: "beta", rules: [], includedKeys: [], excludedKeys: [] });
    await at.saveFlag({ key: "parent" });
    await at.saveFlag({
      key: "child",
      clientSide: true,
      prerequisites: [{ flag: "parent", variants: ["on"] }],
      rules: [{ id: "r1", conditions: [{ operator: "inSegment", values: ["beta"] }], serve: { variant: "on" } }],
      fallthrough: { variant: "off" },
    });
    const sdk = await TestSdk.browser(at, { targetingKey: "u1" });
    expect(await sdk.next()).toMatchObject({ flags: [{ key: "child", variant: "off" }] });
    await at.saveSegment({ key: "beta", rules: [], includedKeys: ["u1"], excludedKeys: [] });
    expect(await sdk.next()).toMatchObject({ flags: [{ key: "child", variant: "on" }] });
    await at.saveFlag({ key: "parent", killed: true });
    expect(await sdk.next()).toMatchObject({ flags: [{ key: "child", reason: "PREREQUISITE_FAILED" }] });
  });

  it("gets a snapshot for a new context, and later answers for that one", async () => {
    const version = await at.saveFlag({ key: "german", ...forCountry("DE") });
    const sdk = await TestSdk.browser(at, { country: "FR" });
    expect(await sdk.next()).toMatchObject({ flags: [{ variant: "off" }] });
    sdk.send({ type: "context", context: { country: "DE" } });
    expect(await sdk.next()).toMatchObject({ type: "snapshot", version, flags: [{ variant: "on" }] });
    await at.saveFlag({ key: "german", ...forCountry("FR") });
    expect(await sdk.next()).toMatchObject({ type: "changes", flags: [{ variant: "off" }] });
  });

  it("is told with every snapshot which context it is for, in its own numbers", async () => {
    const sdk = await TestSdk.browser(at, {}, { hello: { contextId: 4 } });
    const old = await TestSdk.browser(at, {});
    expect(await sdk.next()).toMatchObject({ type: "snapshot", contextId: 4 });
    expect(await old.next()).not.toHaveProperty("contextId");
    // The same bytes for everyone but for this, then answers of its own.
    sdk.send({ type: "context", context: {}, contextId: 5 });
    expect(await sdk.next()).toMatchObject({ type: "snapshot", contextId: 5 });
    await at.saveFlag({ key: "german", ...forCountry("DE") });
    expect(await sdk.next()).not.toHaveProperty("contextId");
    sdk.send({ type: "resync" });
    sdk.send({ type: "context", context: { country: "DE" }, contextId: 0 });
    expect(await sdk.next()).toMatchObject({ contextId: 5, flags: [{ variant: "off" }] });
    expect(await sdk.next()).toMatchObject({ contextId: 0, flags: [{ variant: "on" }] });
    sdk.send({ type: "context", context: {} });
    expect(await sdk.next()).not.toHaveProperty("contextId");
    expect([...sdk.faults, ...old.faults]).toEqual([]);
  });

  it("resumes: with all its personal answers, or by hearing that it has it all", async () => {
    const first = await TestSdk.browser(at, {});
    await first.next();
    const version = await at.saveFlag({ key: "german", ...forCountry("DE") });
    await at.saveFlag({ key: "ramp", ...rollout(5) });
    const newest = await at.archiveFlag("ramp");
    await first.atVersion(newest);
    const have = { epoch: await at.storage.epoch(), version };
    const late = await TestSdk.browser(at, { country: "DE" }, { have });
    const { flags, removed } = (await late.next()) as { flags: unknown; removed: unknown };
    expect([flags, removed]).toEqual([
      [expect.objectContaining({ key: "german", variant: "on" })],
      { flags: ["ramp"] },
    ]);

    const current = await TestSdk.browser(at, { country: "DE" }, { have: { ...have, version: newest } });
    expect(await current.next()).toEqual({ type: "current", version: newest });
    await at.saveFlag({ key: "german", ...forCountry("FR") });
    expect(await current.next()).toMatchObject({ from: newest, flags: [{ key: "german", variant: "off" }] });
  });

  it("with a context over 8 KB is refused", async () => {
    const sdk = await TestSdk.browser(at, { text: "x".repeat(8192) });
    expect(await sdk.closed).toEqual({ code: 1008, reason: "a context may have 8192 bytes, this one has 8203" });
    const other = await TestSdk.browser(at, {});
    await other.next();
    other.send({ type: "context", context: { text: "x".repeat(8192) } });
    expect(await other.closed).toMatchObject({ code: 1008 });
  });

  it("is refused a context that is nested without end", async () => {
    const sdk = await TestSdk.browser(at, {});
    await sdk.next();
    sdk.socket.send(`{"type":"context","context":{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}}`);
    expect(await sdk.closed).toMatchObject({ code: 1008, reason: expect.stringContaining("context") });
  });

  it("hears of the version again and again, as it can't see pings", async () => {
    const chatty = await startLive({ timings: { ping: 30 } });
    const browser = await TestSdk.browser(chatty, {});
    await browser.next();
    const version = await chatty.saveFlag({ key: "first", clientSide: true });
    let told = await browser.next();
    // Of the version before, as long as the change takes.
    while (told.type === "current" && told.version === 0) told = await browser.next();
    expect(told).toMatchObject({ type: "changes", to: version });
    for (let time = 0; time < 3; time += 1) expect(await browser.next()).toEqual({ type: "current", version });
    expect(browser.faults).toEqual([]);
    await chatty.close();
  });

  it("needs a client key, from an allowed origin", async () => {
    const { token } = await at.newKey("client", ["https://shop.example.com"]);
    const enter = async (key: string | undefined, origin?: string) => {
      const ws = origin ? { origin } : {};
      const sdk = await TestSdk.browser(at, {}, { hello: { key }, ws });
      return Promise.race([sdk.closed.then(({ code }) => code), sdk.next().then(({ type }) => type)]);
    };
    expect(await enter(undefined)).toBe(4401);
    expect(await enter("sw_client_nobody")).toBe(4401);
    expect(await enter(at.serverKey)).toBe(4403);
    expect(await enter(token)).toBe(4403);
    expect(await enter(token, "https://evil.example.com")).toBe(4403);
    expect(await enter(token, "https://shop.example.com")).toBe("snapshot");
  });
});

describe("isAllowedOrigin", () => {
  it("compares whole origins, any port where a key says so", () => {
    const allowed = ["https://shop.example.com", "http://localhost:*"];
    for (const origin of [
      "https://shop.example.com",
      "https://SHOP.example.com",
      "http://localhost",
      "http://localhost:1",
    ])
      expect(isAllowedOrigin(allowed, origin)).toBe(true);
    for (const origin of [
      undefined,
      "null",
      "http://shop.example.com",
      "https://shop.example.com:444",
      "https://shop.example.com.evil.com",
      "http://localhost.evil.com",
      "http://localhost:1.evil.com",
      "https://localhost:1",
    ])
      expect(isAllowedOrigin(allowed, origin)).toBe(false);
    expect(isAllowedOrigin([], undefined)).toBe(true);
  });
});

describe("whatever is configured", () => {
  const canary = fc.integer({ min: 0, max: 9 }).map((index) => `canary-${index}`);
  const condition = fc.oneof(
    fc.record({
      attribute: canary,
      operator: fc.constantFrom("equals" as const, "contains" as const),
      values: fc.array(canary, { minLength: 1 }),
    }),
    fc.record({
      operator: fc.constantFrom("inSegment" as const, "notInSegment" as const),
      values: fc.constant<string[]>(["canary-segment"]),
    }),
    fc.record({
      attribute: fc.constant("canary-flag"),
      operator: fc.constant("flagIs" as const),
      values: fc.constant<string[]>(["on"]),
    }),
  );
  const serve: fc.Arbitrary<Serve> = fc.oneof(
    fc.record({ variant: fc.constantFrom("on", "off") }),
    fc.integer({ min: 0, max: 100 }).map((percentage) => ({
      rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
    })),
  );
  const configuration: fc.Arbitrary<Partial<FlagData>> = fc.record({
    enabled: fc.boolean(),
    killed: fc.boolean(),
    clientSide: fc.boolean(),
    prerequisites: fc.array(fc.constant<Prerequisite>({ flag: "canary-flag", variants: ["on"] }), { maxLength: 1 }),
    targets: fc.array(fc.record({ variant: fc.constantFrom("on", "off"), keys: fc.array(canary) }), { maxLength: 2 }),
    rules: fc.array(fc.record({ id: canary, name: canary, conditions: fc.array(condition, { maxLength: 3 }), serve }), {
      maxLength: 3,
    }),
    fallthrough: serve,
  });

  it("a browser never receives a rule, a segment, or a key that is not its own", async () => {
    await at.saveFlag({ key: "canary-flag" });
    await at.saveSegment({ key: "canary-segment", rules: [], includedKeys: ["canary-1"], excludedKeys: ["canary-2"] });
    const sdk = await TestSdk.browser(at, { targetingKey: "canary-3", "canary-4": "canary-5" });
    const seen: string[] = [];
    sdk.socket.on("message", (data) => seen.push(data.toString()));
    await sdk.next();
    await fc.assert(
      fc.asyncProperty(configuration, async (flag) => {
        const version = await at.saveFlag({ key: "visible", ...flag });
        await sdk.atVersion(version);
        expect(seen.join("")).not.toContain("canary");
      }),
      { numRuns: 150 },
    );
    sdk.send({ type: "resync" });
    await sdk.until(() => sdk.messages.at(-1)?.type === "snapshot");
    expect(seen.join("")).not.toContain("canary");
    expect(sdk.faults).toEqual([]);
  }, 30_000);
});
