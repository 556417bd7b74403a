import { flag } from "@switchyard/core/fixtures.case";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "./index.ts";
import { createLog, startBlackHole, startClient, startLive } from "./stream-server.case.ts";

beforeEach(() => {
  vi.stubEnv("SWITCHYARD_URL", undefined);
  vi.stubEnv("SWITCHYARD_SDK_KEY", undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a mistake in the set-up is one line, and the client gives defaults", () => {
  const url = "http://127.0.0.1:1";
  test.each([
    ["no url", { sdkKey: "k" }, "no url: pass `url` to createClient() or set SWITCHYARD_URL"],
    [
      "a url without protocol",
      { url: "flags.example.com", sdkKey: "k" },
      'the url must be like https://flags.example.com, received "flags.example.com"',
    ],
    [
      "a url of something else",
      { url: "file:///etc", sdkKey: "k" },
      'the url must be like https://flags.example.com, received "file:///etc"',
    ],
    ["no key", { url }, "no SDK key: pass `sdkKey` to createClient() or set SWITCHYARD_SDK_KEY"],
    [
      "a key with a line break",
      { url, sdkKey: "sw_server_x\n" },
      "the SDK key must be a string of printable ASCII without spaces, as the server gave it out",
    ],
    [
      "a browser's key",
      { url, sdkKey: "sw_client_abc" },
      "this is a client key, made for browsers: @switchyard/sdk-node needs a server key (sw_server_…)",
    ],
  ])("%s", async (_name, options, mistake) => {
    const logger = createLog();
    const client = createClient({ ...options, logger });
    const line = `${mistake}; not connecting, every flag gives its default`;
    expect(await client.waitForReady()).toMatchObject({ status: "failed", error: { message: line } });
    expect(client.isEnabled("a", {}, true)).toBe(true);
    expect(client.status).toEqual({ state: "offline" });
    expect(logger.lines.filter((said) => said.startsWith("error"))).toEqual([`error: [switchyard] ${line}`]);
    await client.close();
  });

  test("url and key may come from the environment", async () => {
    vi.stubEnv("SWITCHYARD_URL", await startBlackHole());
    vi.stubEnv("SWITCHYARD_SDK_KEY", "sw_server_x");
    const logger = createLog();
    const client = createClient({ logger });
    expect(client.status.state).toBe("connecting");
    await client.close();
    expect(logger.lines).toEqual([]);
  });

  test("an application name that a server would not take is left out", async () => {
    const client = startClient({ url, appName: "a\nb" });
    expect(client.log).toEqual([expect.stringContaining("`appName` must be 1 to 100 characters")]);
  });

  test("a logger that throws stops nothing", () => {
    const logger = {
      ...createLog(),
      error: () => {
        throw new Error("full");
      },
    };
    expect(createClient({ logger }).isEnabled("a")).toBe(false);
  });
});

describe("a mistake in a question is one line", () => {
  test("an unknown flag, with the one that was meant", async () => {
    const { client } = await startLive(flag("checkout-v2"), flag("dark-mode"));
    for (let i = 0; i < 3; i++) {
      client.isEnabled("chekout-v2");
      client.getValue("payments", {}, 1);
    }
    client.forContext({}).getDetails("chekout-v2", true);
    expect(client.log).toEqual([
      "warn: [switchyard] unknown flag `chekout-v2`; did you mean `checkout-v2`?",
      "warn: [switchyard] unknown flag `payments`",
    ]);
  });

  test("what was meant is looked for among all flags once for each key, not in each evaluation", async () => {
    const { client } = await startLive(flag("checkout-v2"));
    const looked = vi.spyOn(Map.prototype, "keys");
    for (let i = 0; i < 100; i++) for (const key of ["chekout-v2", "payments"]) client.isEnabled(key);
    const { length } = looked.mock.calls;
    looked.mockRestore();
    expect(length).toBe(2);
  });

  test("made-up keys without end don't fill the memory or the log", async () => {
    const { client } = await startLive(flag("a"));
    for (let i = 0; i < 3_000; i++) client.isEnabled(`made-up-${i}`);
    expect(client.log).toHaveLength(1_000);
  });

  test("questions before the first flags, all together", async () => {
    const client = startClient({ url: await startBlackHole() });
    client.isEnabled("a");
    client.isEnabled("b");
    expect(client.log).toEqual([expect.stringContaining("await waitForReady() first")]);
  });
});
