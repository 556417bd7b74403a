import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "./index.ts";
import type { ClientOptions } from "./options.ts";
import { startPlainServer } from "./plain-server.case.ts";
import { snapshot, startClient, startStreamServer } from "./stream-server.case.ts";

const isOn = flag("a");

/** A client that has its first flags, from a server that says this of the key. */
async function connect(said: string | undefined, options: ClientOptions = {}) {
  const server = await startStreamServer(said);
  const client = startClient({ url: server.url, ...options });
  const next = async () => {
    const stream = await server.stream();
    await stream.next("hello");
    stream.say(snapshot(7, isOn));
    return stream;
  };
  const stream = await next();
  await client.waitForReady();
  return { server, client, stream, next };
}

const wrong = (url: string, expected: string) =>
  `error: [switchyard] the SDK key is of web/production, \`environment\` says ${expected}: make a server key there, under Settings → SDK keys of ${url}; flags answer as in web/production`;

describe("the environment of the key", () => {
  test("is in the status, and in one line of a logger that was given", async () => {
    const { client, stream, next } = await connect("web/production");
    expect(client.status.environment).toBe("web/production");
    stream.kill();
    await next();
    await vi.waitFor(() => expect(client.status.state).toBe("live"));
    expect(client.log.filter((line) => line.includes("web/production"))).toEqual([
      "info: [switchyard] connected to web/production, version 7",
    ]);
  });

  test("leaves the console alone: a script's output is the script's", async () => {
    const spies = (["log", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
    onTestFinished(() => {
      for (const spy of spies) spy.mockRestore();
    });
    const server = await startStreamServer("web/production");
    const client = createClient({ url: server.url, sdkKey: "sw_server_test" });
    onTestFinished(() => client.close());
    const stream = await server.stream();
    stream.say(snapshot(1, isOn));
    await client.waitForReady();
    expect(client.status.environment).toBe("web/production");
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  test.each(["production", "web/production"])("as it was expected (%s) is no mistake", async (environment) => {
    const { client } = await connect("web/production", { environment });
    expect(client.log).toEqual(["info: [switchyard] connected to web/production, version 7"]);
  });

  test.each(["staging", "web/staging", "other/production", "duction"])(
    "other than expected (%s) is one error, however often it connects, and flags answer",
    async (environment) => {
      const { server, client, stream, next } = await connect("web/production", { environment });
      expect(client.isEnabled("a")).toBe(true);
      stream.kill();
      await next();
      await vi.waitFor(() => expect(client.status.state).toBe("live"));
      const ofPlace = client.log.filter((line) => line.includes("web/production"));
      expect(ofPlace).toEqual([wrong(server.url, environment)]);
    },
  );

  test("an older server says nothing of it: no line, no guess", async () => {
    const { client } = await connect(undefined, { environment: "staging" });
    expect(client.status.environment).toBeUndefined();
    expect(client.log).toEqual([]);
  });

  test.each(["production", "a/b/c", "A/b", `${"a".repeat(101)}/b`, "a/b; c"])(
    "what can be no place is not believed: %s",
    async (said) => {
      const { client } = await connect(said, { environment: "staging" });
      expect(client.status.environment).toBeUndefined();
      expect(client.log).toEqual([]);
    },
  );

  test("comes by polling, too", async () => {
    const server = await startPlainServer(snapshot(7, isOn), { "switchyard-environment": "web/production" });
    const client = startClient({ url: server.url, environment: "staging" });
    expect(await client.waitForReady()).toMatchObject({ status: "ready" });
    expect(client.status.environment).toBe("web/production");
    expect(client.log.filter((line) => line.includes("web/production"))).toEqual([wrong(server.url, "staging")]);
  });

  test("is named beside a flag that nothing is near to", async () => {
    const { client } = await connect("web/production", { environment: "web/production" });
    client.isEnabled("checkout-v2");
    expect(client.log.at(-1)).toBe("warn: [switchyard] unknown flag `checkout-v2`; the SDK key is of web/production");
  });
});

test.each(["", "a b", "a/b/c", 5])(
  "an environment that can be none is left out in one line: %s",
  async (environment) => {
    const { client } = await connect("web/production", { environment: environment as string });
    expect(client.log).toEqual([
      `warn: [switchyard] \`environment\` must be a key such as staging or web/staging, received ${JSON.stringify(environment)}; going on without it`,
      "info: [switchyard] connected to web/production, version 7",
    ]);
  },
);
