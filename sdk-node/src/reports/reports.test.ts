import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { changes, snapshot, startLive } from "../stream-server.case.ts";

/** All reports so far, added up as the server does: a number that is not above the last was counted. */
function added(streams: readonly { received: readonly { type: string; [field: string]: unknown }[] }[]) {
  const sums: Record<string, number> = {};
  let last = 0;
  for (const { received } of streams) {
    for (const message of received) {
      if (message.type !== "report" || (message.seq as number) <= last) continue;
      last = message.seq as number;
      for (const { flag, variant, count } of message.evaluations as {
        flag: string;
        variant: string | null;
        count: number;
      }[]) {
        sums[`${flag}=${variant}`] = (sums[`${flag}=${variant}`] ?? 0) + count;
      }
    }
  }
  return sums;
}

describe("what was evaluated", () => {
  test("is counted by flag and variant, defaults apart", async () => {
    const split = { rollout: { percentage: 50, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } };
    const { client, stream } = await startLive(flag("a"), flag("b", { fallthrough: split }));
    for (let i = 0; i < 5; i++) client.isEnabled("a");
    for (let i = 0; i < 100; i++) client.getValue("b", { targetingKey: `k${i}` }, false);
    client.getDetails("b", {}, false);
    client.getValue("a", {}, "a string");
    client.forContext({ targetingKey: "k1" }).isEnabled("a");
    await client.flush();
    const { "b=on": on = 0, "b=off": off = 0, ...rest } = added([stream]);
    expect(on + off).toBe(100);
    expect(on).toBeGreaterThan(20);
    expect(rest).toEqual({ "a=on": 6, "a=null": 1, "b=null": 1 });
  });

  test("is counted for what it was, though the flag has changed or is gone since", async () => {
    const { client, stream } = await startLive(flag("a"), flag("b"));
    client.isEnabled("a");
    client.isEnabled("b");
    stream.say(changes(1, 2, [flag("a", { enabled: false })], ["b"]));
    await vi.waitFor(() => expect(client.status.version).toBe(2));
    client.isEnabled("a");
    await client.flush();
    expect(added([stream])).toEqual({ "a=on": 1, "a=off": 1, "b=on": 1 });
  });

  test("counts once, however often the link is lost", async () => {
    // A small share of each wait between attempts.
    const chance = vi.spyOn(Math, "random").mockReturnValue(0.02);
    onTestFinished(() => chance.mockRestore());
    const { server, client, stream } = await startLive(flag("a"));
    let current = stream;
    let times = 0;
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i <= round; i++, times++) client.isEnabled("a");
      const flushed = client.flush();
      if (round % 2) current.kill();
      await flushed;
      if (round % 2 === 0) current.kill();
      current = await server.stream();
      await current.next("hello");
      current.say({ type: "current", version: 1 });
      await vi.waitFor(() => expect(client.status.state).toBe("live"));
    }
    await client.close();
    expect(added(server.streams)).toEqual({ "a=on": times });
  }, 30_000);

  test("unknown keys and events come along; hostile amounts of them are a number", async () => {
    const { client, stream } = await startLive(flag("a"));
    for (let i = 0; i < 3_000; i++) client.isEnabled(`made-up-${i}`);
    client.track("order", {}, { value: 12.5 });
    client.track("order", {}, { value: 7.5 });
    client.track("order");
    client.track("", {});
    client.track("value", {}, { value: Number.NaN });
    await client.flush();
    const reports = stream.received.filter(({ type }) => type === "report") as never as {
      unknown?: unknown[];
      events?: unknown[];
      dropped?: number;
    }[];
    expect(reports.flatMap(({ unknown = [] }) => unknown)).toHaveLength(1_000);
    expect(reports.flatMap(({ events = [] }) => events)).toEqual([
      { event: "order", count: 3, sum: 21 },
      { event: "value", count: 1, sum: 0 },
    ]);
    expect(reports.reduce((sum, { dropped = 0 }) => sum + dropped, 0)).toBe(2_000);
    for (const report of reports) expect(JSON.stringify(report).length).toBeLessThan(65_536);
  });
});

describe("somebody who looks", () => {
  test("sees a sample of what happens, without what is private, until they stop", async () => {
    const { server, client, stream } = await startLive(flag("a"), flag("b"));
    void server;
    stream.say({ type: "watch", flags: ["a"], forMs: 60_000 });
    stream.say(changes(1, 2, [flag("c")]));
    await vi.waitFor(() => expect(client.status.version).toBe(2));
    for (let i = 0; i < 30; i++) client.isEnabled("a", { targetingKey: `k${i}`, plan: "pro" });
    client.isEnabled("b");
    const { items, dropped } = (await stream.next("evaluations")) as never as { items: object[]; dropped: number };
    expect(items).toHaveLength(20);
    expect(dropped).toBe(10);
    expect(items[0]).toEqual({
      flag: "a",
      variant: "on",
      reason: "STATIC",
      at: expect.any(Number),
      context: { targetingKey: "k0", plan: "pro" },
    });
    stream.say({ type: "watch", flags: [], forMs: 0 });
    stream.say(changes(2, 3, [flag("d")]));
    await vi.waitFor(() => expect(client.status.version).toBe(3));
    client.isEnabled("a");
    await client.close();
    expect(stream.received.filter(({ type }) => type === "evaluations")).toHaveLength(1);
  });

  test.each([{ flags: "a" }, { flags: [1], forMs: 5 }, { forMs: "x", flags: [] }, {}])(
    "badly is ignored: %j",
    async (fields) => {
      const { client, stream } = await startLive(flag("a"));
      stream.say({ type: "watch", ...fields });
      stream.say(snapshot(2, flag("a")));
      await vi.waitFor(() => expect(client.status.version).toBe(2));
      expect(client.status.state).toBe("live");
    },
  );
});
