import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Closed } from "./closed.ts";
import { type Connection, connect, type Platform, type SocketEvents } from "./connection.ts";
import { createPacer } from "./pacer.ts";
import { createStore } from "./store.ts";

// Sockets are handed in, time is vitest's: everything else is the real loop.

interface FakeSocket {
  events: SocketEvents;
  sent: { type: string; [field: string]: unknown }[];
  closed: boolean;
  probes: number;
  /** Ends it from the server's side. */
  end(why?: Closed): void;
  say(message: object | string): void;
}

const snapshot = (version: number) => ({ type: "snapshot", epoch: "e", version, flags: [{ key: "a" }] });
const changes = (from: number, to: number) => ({ type: "changes", from, to, flags: [], removed: { flags: [] } });

let connection: Connection;

function start({ random = 0.5, ...platform }: Partial<Omit<Platform, "random">> & { random?: number } = {}) {
  const sockets: FakeSocket[] = [];
  const states: string[] = [];
  const problems: string[] = [];
  const store = createStore(() => ({ data: { flags: { size: 1 } }, changed: ["a"] }));
  connection = connect<unknown>(
    {
      open(events) {
        expect(sockets.filter((socket) => !socket.closed)).toEqual([]);
        const socket: FakeSocket = {
          events,
          sent: [],
          closed: false,
          probes: 0,
          end(why = {}) {
            socket.closed = true;
            events.closed(why);
          },
          say: (message) => events.received(typeof message === "string" ? message : JSON.stringify(message)),
        };
        sockets.push(socket);
        return {
          send: (text) => socket.sent.push(JSON.parse(text)),
          close() {
            socket.closed = true;
          },
          probe: platform.silenceMs ? () => socket.probes++ : undefined,
        };
      },
      timer(call, ms) {
        const handle = setTimeout(call, ms);
        return () => clearTimeout(handle);
      },
      random: () => random,
      pacer: createPacer(() => random),
      ...platform,
    },
    {
      hello: () => ({
        type: "hello",
        protocol: 1,
        sdk: "test/1",
        instance: "i",
        have: store.held?.have,
      }),
      accept: (message) => store.accept(message) !== undefined,
      have: () => store.held?.have,
      state: (state, why) => states.push(why?.reason ? `${state}: ${why.reason}` : state),
      problem: (problem) => problems.push(problem),
    },
  );
  vi.advanceTimersByTime(0);
  const last = () => sockets.at(-1) as FakeSocket;
  return {
    sockets,
    states,
    problems,
    last,
    goLive(version = 1) {
      last().events.opened();
      last().say(snapshot(version));
    },
  };
}

const microtasks = () => Promise.resolve();
const types = (socket: FakeSocket) => socket.sent.map(({ type }) => type);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  connection.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("a stream", () => {
  test("says hello first, is live with the first answer, confirms it after the swap", async () => {
    const { last, states } = start();
    expect(states).toEqual([]);
    expect(last().sent).toEqual([]);
    last().events.opened();
    expect(types(last())).toEqual(["hello"]);
    expect(states).toEqual([]);
    last().say(snapshot(5));
    expect(states).toEqual(["live"]);
    await microtasks();
    expect(last().sent.slice(1)).toEqual([{ type: "applied", version: 5 }]);
  });

  test("confirms once for messages that come together", async () => {
    const { last, goLive } = start();
    goLive(1);
    for (let version = 1; version < 9; version++) last().say(changes(version, version + 1));
    await microtasks();
    last().say(changes(9, 10));
    await microtasks();
    expect(last().sent.slice(1)).toEqual([
      { type: "applied", version: 9 },
      { type: "applied", version: 10 },
    ]);
  });

  test("confirms the same version number again when the epoch is another one", async () => {
    const { last, goLive } = start();
    goLive(5);
    await microtasks();
    last().say({ ...snapshot(5), epoch: "other" });
    await microtasks();
    expect(types(last())).toEqual(["hello", "applied", "applied"]);
  });

  test("confirms nothing after a reconnect if hello has said it all", async () => {
    const { last, goLive } = start();
    goLive(5);
    await microtasks();
    last().end();
    vi.advanceTimersByTime(1_000);
    last().events.opened();
    last().say({ type: "current", version: 5 });
    await microtasks();
    expect(types(last())).toEqual(["hello"]);
  });

  test("confirms nothing that it knew already", async () => {
    const { last, goLive } = start();
    goLive(5);
    await microtasks();
    last().say(changes(3, 4));
    last().say({ type: "current", version: 5 });
    last().say({ type: "weather" });
    await microtasks();
    expect(types(last())).toEqual(["hello", "applied"]);
  });

  test("that is not open in 10 s, or not answered in 30 s, is given up", () => {
    const { sockets, states } = start();
    vi.advanceTimersByTime(9_999);
    expect(sockets[0]?.closed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(sockets[0]?.closed).toBe(true);
    expect(states).toEqual(["offline: no answer"]);
    vi.advanceTimersByTime(250);
    sockets[1]?.events.opened();
    vi.advanceTimersByTime(30_000);
    expect(sockets[1]?.closed).toBe(true);
    expect(states.at(-1)).toBe("offline: no answer");
  });

  test("that falls silent is given up where signs of life are promised, and any sign of life counts", () => {
    const { sockets, last, goLive, states } = start({ silenceMs: 35_000 });
    goLive();
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(15_000);
      last().events.alive();
    }
    last().say(changes(1, 2));
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(34_999);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(states.at(-1)).toBe("connecting: no answer");
  });

  test("may be silent for ever where none are promised", () => {
    const { sockets, goLive } = start();
    goLive();
    vi.advanceTimersByTime(86_400_000);
    expect(sockets).toHaveLength(1);
  });
});

describe("a message that does not fit", () => {
  test.each([
    ["malformed", "{"],
    ["a gap", changes(7, 8)],
    ["current with another version", { type: "current", version: 9 }],
  ])("%s: is told, and a snapshot asked for", (_name, message) => {
    const { last, goLive, problems, states } = start();
    goLive(1);
    last().say(message);
    expect(problems).toHaveLength(1);
    vi.advanceTimersByTime(0);
    expect(types(last())).toEqual(["hello", "resync"]);
    expect(states).toEqual(["live"]);
  });

  test("asks now and then while nothing fits, and at once again after something did", () => {
    const { last, goLive } = start({ random: 1 });
    goLive(1);
    const resyncs = () => types(last()).filter((type) => type === "resync").length;
    last().say("{");
    vi.advanceTimersByTime(0);
    expect(resyncs()).toBe(1);
    last().say("{");
    vi.advanceTimersByTime(29_999);
    expect(resyncs()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(resyncs()).toBe(2);
    last().say("{");
    vi.advanceTimersByTime(29_999);
    expect(resyncs()).toBe(2);
    last().say(snapshot(2));
    vi.advanceTimersByTime(60_000);
    expect(resyncs()).toBe(2);
    last().say("{");
    vi.advanceTimersByTime(0);
    expect(resyncs()).toBe(3);
  });

  test("is still asked about when something comes that is ignored", () => {
    const { last, goLive } = start();
    goLive(5);
    last().say(changes(7, 8));
    last().say(changes(3, 4));
    vi.advanceTimersByTime(0);
    expect(types(last())).toEqual(["hello", "resync"]);
  });

  test("a thousand of them at once ask once, and once more if no answer comes", () => {
    const { last, goLive } = start();
    goLive(1);
    const resyncs = () => types(last()).filter((type) => type === "resync").length;
    for (let i = 0; i < 1000; i++) last().say("{");
    vi.advanceTimersByTime(14_999);
    expect(resyncs()).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(resyncs()).toBe(2);
  });

  test("before anything fits, the stream is not live, and is given up in the end", () => {
    const { last, sockets, states } = start();
    last().events.opened();
    last().say(changes(1, 2));
    expect(states).toEqual([]);
    vi.advanceTimersByTime(30_000);
    expect(sockets[0]?.closed).toBe(true);
  });
});

describe("after a loss", () => {
  test("the first attempt is immediate if the stream had been healthy for a minute", () => {
    const { sockets, last, goLive, states } = start();
    goLive();
    vi.advanceTimersByTime(60_000);
    last().end({ reason: "gone" });
    expect(states.at(-1)).toBe("connecting: gone");
    vi.advanceTimersByTime(0);
    expect(sockets).toHaveLength(2);
    expect(last().sent).toEqual([]);
    last().events.opened();
    expect(last().sent).toMatchObject([{ type: "hello", have: { epoch: "e", version: 1 } }]);
  });

  test("the others wait, the longer the more have failed; a short-lived stream counts as failed", () => {
    const { sockets, last, goLive } = start({ random: 1 });
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      if (attempt % 2) goLive();
      const before = performance.now();
      last().end();
      const count = sockets.length;
      while (sockets.length === count) vi.advanceTimersToNextTimer();
      waits.push(Math.round(performance.now() - before));
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000]);
  });

  test("the wait is random: clients that lost one server come back spread out", () => {
    const waits = new Set<number>();
    for (let client = 0; client < 100; client++) {
      const { sockets, last } = start({ random: client / 100 });
      const before = performance.now();
      last().end();
      while (sockets.length === 1) vi.advanceTimersToNextTimer();
      waits.add(Math.round(performance.now() - before));
      connection.close();
    }
    expect(waits.size).toBe(100);
    expect(Math.max(...waits) - Math.min(...waits)).toBe(495);
  });

  test.each([4401, 4403])("%i is not final: asked again every 5 minutes, and fast again when it works", (code) => {
    const { sockets, last, goLive, states } = start({ random: 0.5 });
    last().end({ code });
    for (let attempt = 2; attempt < 5; attempt++) {
      vi.advanceTimersByTime(299_999);
      expect(sockets).toHaveLength(attempt - 1);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(attempt);
      last().end({ code });
    }
    vi.advanceTimersByTime(300_000);
    goLive();
    expect(states.at(-1)).toBe("live");
    last().end();
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(6);
  });

  test("Retry-After is honoured, by wake-ups too", () => {
    const { sockets, last } = start();
    last().end({ code: 4503, retryAfterMs: 20_000 });
    vi.advanceTimersByTime(19_999);
    connection.wake();
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
  });

  test("goaway: the stream is used until the random time has come, then moved", () => {
    const { sockets, last, goLive, states } = start({ random: 0.25 });
    goLive();
    vi.advanceTimersByTime(60_000);
    last().say({ type: "goaway", afterMs: 20_000 });
    // All of the time, but for a quarter of nine tenths.
    vi.advanceTimersByTime(15_499);
    last().say(changes(1, 2));
    expect(states).toEqual(["live"]);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets[0]?.closed).toBe(true);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
  });

  test("goaway and then the end: nobody comes back before the random time", () => {
    const { sockets, last, goLive } = start({ random: 0.25 });
    goLive();
    vi.advanceTimersByTime(60_000);
    last().say({ type: "goaway", afterMs: 20_000 });
    last().end();
    connection.wake();
    vi.advanceTimersByTime(15_499);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
  });

  test("who comes too early draws from what is left of the time; who was live again in it waits as usual", () => {
    const { sockets, last, goLive } = start({ random: 0.25 });
    goLive();
    last().say({ type: "goaway", afterMs: 20_000 });
    last().end();
    vi.advanceTimersByTime(15_500);
    last().end();
    vi.advanceTimersByTime(0.775 * 4_500 - 1);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(3);
    goLive(2);
    last().end();
    vi.advanceTimersByTime(0.25 * 2_000);
    expect(sockets).toHaveLength(4);
  });

  test("a factory that throws is one more failure", () => {
    let attempts = 0;
    const { states } = start({
      open() {
        attempts++;
        throw new Error("no WebSocket here");
      },
    });
    expect(states).toEqual(["offline: Error: no WebSocket here"]);
    vi.advanceTimersByTime(250);
    expect(attempts).toBe(2);
  });
});

describe("one loop, one socket", () => {
  test("what a dropped socket still says is not heard", () => {
    const { sockets, goLive, last, states } = start();
    vi.advanceTimersByTime(10_000);
    vi.advanceTimersByTime(250);
    goLive();
    expect(states.at(-1)).toBe("live");
    const [dropped] = sockets;
    dropped?.events.opened();
    dropped?.say(snapshot(9));
    dropped?.events.closed({ reason: "late" });
    expect(states.at(-1)).toBe("live");
    expect(sockets).toHaveLength(2);
    expect(types(last())).toEqual(["hello"]);
  });

  test("a storm of wake-ups, losses and goaways never opens a second one", () => {
    // start() itself asserts it, each time that a socket is opened.
    const { last, goLive, sockets } = start({ random: 0.3 });
    for (let step = 0; step < 500; step++) {
      connection.wake();
      if (step % 3 === 0) goLive(step + 1);
      if (step % 4 === 0) last().say({ type: "goaway", afterMs: 100 });
      if (step % 5 === 0) last().end();
      connection.wake();
      vi.advanceTimersByTime(step % 7 === 0 ? 11_000 : 50);
    }
    expect(sockets.length).toBeGreaterThan(100);
  });

  test("close ends everything, twice is once", () => {
    const { last, goLive, states } = start();
    goLive();
    connection.close();
    connection.close();
    expect(last().closed).toBe(true);
    expect(states).toEqual(["live", "offline"]);
    last().events.closed({});
    connection.wake();
    connection.send({ type: "resync" });
    vi.advanceTimersByTime(600_000);
    expect(states).toEqual(["live", "offline"]);
  });
});

describe("wake-up", () => {
  test("tries at once instead of waiting", () => {
    const { sockets, last } = start();
    last().end();
    connection.wake();
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
  });

  test("a live link must show a sign of life in 3 s", () => {
    const { sockets, last, goLive } = start({ silenceMs: 35_000 });
    goLive();
    connection.wake();
    expect(last().probes).toBe(1);
    vi.advanceTimersByTime(2_000);
    last().events.alive();
    vi.advanceTimersByTime(20_000);
    expect(sockets).toHaveLength(1);
    connection.wake();
    vi.advanceTimersByTime(3_000);
    expect(sockets[0]?.closed).toBe(true);
  });

  test("where a link can't be probed, a snapshot is asked for", () => {
    const { sockets, last, goLive } = start();
    goLive();
    connection.wake();
    expect(types(last())).toEqual(["hello", "resync"]);
    last().say(snapshot(1));
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});
