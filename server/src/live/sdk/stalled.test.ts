import type { Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startLive, type TestLive } from "../live.case.ts";
import { RawClient } from "../socket/raw-client.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

// Readers that stop reading while changes keep coming. SWITCHYARD_LONG=1 for the whole of it: a hundred readers and ten
// thousand changes, and then the minute until they are closed.

const isLong = process.env.SWITCHYARD_LONG === "1";
const READERS = isLong ? 100 : 20;
const CHANGES = isLong ? 10_000 : 150;
const MB = 1024 * 1024;

let at: TestLive;
const serverSockets: Socket[] = [];

beforeEach(async () => {
  // By pings alone they would be found before.
  at = await startLive({ timings: { ping: 600_000 } });
  serverSockets.length = 0;
  at.server.on("connection", (socket) => serverSockets.push(socket));
});
afterEach(() => at.close());

const large = (turn: number) => ({
  key: "large",
  type: "string" as const,
  variants: [
    { key: "on", value: `${turn} ${"x".repeat(100_000)}` },
    { key: "off", value: "" },
  ],
});

async function stalledReader(_: unknown, index: number): Promise<RawClient> {
  const client = new RawClient(at.port);
  await client.upgrade("/v1/stream", { Authorization: `Bearer ${at.serverKey}` });
  client.send(JSON.stringify({ type: "hello", protocol: 1, sdk: "raw/1", instance: `stalled-${index}` }));
  await client.until(() => client.messages.length === 1);
  client.socket.pause();
  return client;
}

it(
  `${READERS} readers that stall through ${CHANGES} changes: under 1 MB waits for each, and nobody else waits`,
  async () => {
    const stalled = await Promise.all(Array.from({ length: READERS }, stalledReader));
    const sdk = await TestSdk.connect(at);
    let most = 0;
    let version = 0;
    for (let turn = 0; turn < CHANGES; turn += 1) {
      version = await at.saveFlag(large(turn));
      most = Math.max(most, ...serverSockets.map(({ writableLength }) => writableLength));
    }
    await sdk.atVersion(version);
    // In a long run changes may still come when the first of them are closed.
    const open = serverSockets.filter(({ destroyed }) => !destroyed);
    const waiting = open.filter(({ writableLength }) => writableLength > 0);
    console.log(
      `at most ${Math.round(most / 1024)} KB waited for one of ${READERS} readers, ${CHANGES} changes of 100 KB`,
    );
    expect(most).toBeLessThan(MB);
    // All but the one that reads.
    expect(waiting.length).toBe(open.length - 1);
    if (!isLong) expect(waiting.length).toBe(READERS);
    expect(sdk.faults).toEqual([]);

    if (isLong) {
      await Promise.all(serverSockets.slice(0, READERS).map((socket) => socket.closed || closed(socket)));
      expect(at.live.connections()).toBe(1);
      return;
    }
    for (const client of stalled) client.socket.resume();
    const isNewest = ({ messages }: RawClient) => messages.at(-1)?.payload.includes(`"to":${version},`) ?? false;
    await Promise.all(stalled.map((client) => client.until(() => isNewest(client))));
    expect(stalled.every(isNewest)).toBe(true);
    // They skipped what was over: fewer messages than changes, each going on from the one before.
    for (const { messages } of stalled) {
      const steps = messages
        .slice(1)
        .map(({ payload }) => /"from":(\d+),.*"to":(\d+),/s.exec(payload.toString())?.slice(1).map(Number));
      expect(steps.length).toBeLessThan(CHANGES);
      steps.reduce((held, step) => {
        expect(step?.[0]).toBe(held);
        return step?.[1] ?? -1;
      }, 0);
    }
  },
  isLong ? 600_000 : 180_000,
);

const closed = (socket: Socket) => new Promise((resolve) => socket.once("close", resolve));
