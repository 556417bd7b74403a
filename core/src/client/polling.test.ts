import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Closed } from "./closed.ts";
import { type Connection, connect, type SocketEvents } from "./connection.ts";
import { createPacer } from "./pacer.ts";
import { createPoller, type Poll } from "./poller.ts";
import { createStore } from "./store.ts";

// Where the stream can't be had, wired as both SDKs do. Time is vitest's; sockets and plain requests are handed in.

const snapshot = (version: number) => JSON.stringify({ type: "snapshot", epoch: "e", version, flags: [{ key: "a" }] });
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

type Answer = { text: string } | { nothingNew: true } | Closed | "never";

let connection: Connection;
let close: () => void;
let wake: () => void;

/** @param stream what becomes of each socket: its events are kept where the test plays the server itself */
function start(stream: "refused" | "hangs" | "open", answer: Answer, random = 0.5) {
  const world = { stream, answer };
  const states: string[] = [];
  const problems: string[] = [];
  const polls: { at: number; etag: string | undefined }[] = [];
  const sockets: { at: number; events: SocketEvents; sent: { type: string }[]; closed?: boolean }[] = [];
  const told = { polled: 0 };
  const store = createStore(() => ({ data: { flags: { size: 1 } }, changed: ["a"] }));
  const timer = (call: () => void, ms: number) => {
    const handle = setTimeout(call, ms);
    return () => clearTimeout(handle);
  };
  const poll: Poll = (etag) =>
    new Promise((resolve, reject) => {
      polls.push({ at: performance.now(), etag });
      const { answer } = world;
      if (answer === "never") return;
      setTimeout(() => {
        if ("text" in answer) resolve({ ...answer, etag: "tag" });
        else if ("nothingNew" in answer) resolve({});
        else reject(answer);
      }, 1);
    });
  connection = connect<unknown>(
    {
      open(events) {
        poller.opening(!store.held);
        expect(sockets.filter(({ closed }) => !closed)).toEqual([]);
        const socket: (typeof sockets)[number] = { at: performance.now(), events, sent: [] };
        sockets.push(socket);
        if (world.stream === "open") setTimeout(() => events.opened(), 1);
        if (world.stream === "refused") {
          setTimeout(() => {
            socket.closed = true;
            events.closed({ code: 4426, reason: "no upgrade" });
          }, 1);
        }
        return {
          send: (text) => socket.sent.push(JSON.parse(text)),
          close: () => {
            socket.closed = true;
          },
        };
      },
      timer,
      random: () => random,
      pacer: createPacer(() => random),
    },
    {
      hello: () => ({ type: "hello", protocol: 1, sdk: "test/1", instance: "i", have: store.held?.have }),
      accept: (message) => store.accept(message) !== undefined,
      have: () => store.held?.have,
      state(state, why) {
        if (states.at(-1) !== state) states.push(state);
        if (state === "live") poller.stop();
        else if (why) poller.failed(why, !store.held);
      },
      problem: (problem) => problems.push(problem),
    },
  );
  const poller = createPoller({
    poll,
    timer,
    random: () => random,
    connection,
    polled: () => told.polled++,
  });
  close = () => {
    poller.stop();
    connection.close();
  };
  wake = () => {
    poller.wake();
    connection.wake();
  };
  return { world, states, problems, polls, sockets, store, told };
}

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  close();
  vi.runOnlyPendingTimers();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("with nothing held", () => {
  test("an upgrade that is refused is followed by a poll at once", async () => {
    const { states, store, told } = start("refused", { text: snapshot(3) });
    await vi.advanceTimersByTimeAsync(10);
    expect(store.held?.have.version).toBe(3);
    expect(states).toEqual(["offline", "polling"]);
    expect(told.polled).toBe(1);
  });

  test("a stream that hangs is given a head start of two seconds", async () => {
    const { polls, store, sockets } = start("hangs", { text: snapshot(3) });
    await vi.advanceTimersByTimeAsync(1_990);
    expect(polls).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(store.held?.have.version).toBe(3);
    expect(sockets).toHaveLength(1);
  });

  test("a stream that is opened in time makes polls needless", async () => {
    const { polls, sockets, states } = start("open", { text: snapshot(3) });
    await vi.advanceTimersByTimeAsync(10);
    sockets[0]?.events.received(snapshot(4));
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(polls).toHaveLength(0);
    expect(states).toEqual(["live"]);
  });
});

describe("where upgrades fail", () => {
  test("changes come within half a minute, and the stream is tried every few minutes", async () => {
    const { polls, sockets, world, store } = start("refused", { text: snapshot(1) });
    await vi.advanceTimersByTimeAsync(30 * MINUTE);
    const waits = polls.slice(1).map(({ at }, i) => at - (polls[i]?.at ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(30 * SECOND);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(20 * SECOND);
    expect(sockets.length).toBeGreaterThanOrEqual(30 / 5);
    expect(sockets.length).toBeLessThanOrEqual(30 / 2);
    world.answer = { text: snapshot(2) };
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect(store.held?.have.version).toBe(2);
  });

  test.each([0, 0.999])("back on the stream within five minutes of its return (chance %d)", async (random) => {
    const { world, sockets, states, polls } = start("refused", { nothingNew: true }, random);
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    world.stream = "open";
    const before = sockets.length;
    const from = performance.now();
    while (sockets.length === before) await vi.advanceTimersToNextTimerAsync();
    expect(performance.now() - from).toBeLessThanOrEqual(5 * MINUTE);
    await vi.advanceTimersByTimeAsync(5);
    sockets.at(-1)?.events.received(snapshot(1));
    const count = polls.length;
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(states.at(-1)).toBe("live");
    expect(polls).toHaveLength(count);
  });

  test("polling goes on while a stream hangs", async () => {
    const { world, polls, states } = start("refused", { text: snapshot(1) });
    await vi.advanceTimersByTimeAsync(MINUTE);
    world.stream = "hangs";
    const before = polls.length;
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(polls.length - before).toBeGreaterThanOrEqual(20);
    expect(states.slice(1)).toEqual(["polling"]);
  });

  test("a stream that was live is tried three times before anything is polled", async () => {
    const { world, sockets, polls } = start("open", { text: snapshot(1) });
    await vi.advanceTimersByTimeAsync(10);
    sockets[0]?.events.received(snapshot(1));
    world.stream = "refused";
    (sockets[0] as { closed?: boolean }).closed = true;
    sockets[0]?.events.closed({});
    while (polls.length === 0) await vi.advanceTimersToNextTimerAsync();
    expect(sockets).toHaveLength(1 + 3);
  });
});

/** A stream on which the first flags came. */
async function startLive() {
  const world = start("open", { text: snapshot(1) });
  const lose = () => {
    const socket = world.sockets.at(-1);
    if (socket) socket.closed = true;
    socket?.events.closed({ reason: "cut" });
  };
  const live = async () => {
    await vi.advanceTimersByTimeAsync(10);
    world.sockets.at(-1)?.events.received(snapshot(1));
    expect(world.states.at(-1)).toBe("live");
  };
  await live();
  return { ...world, lose, live };
}

/** While it polls, a stream that hangs: before the upgrade, or after it. */
async function startBesideHanging(stream: "hangs" | "open" = "hangs") {
  const world = start("refused", { text: snapshot(1) });
  await vi.advanceTimersByTimeAsync(MINUTE);
  world.world.stream = stream;
  const before = world.sockets.length;
  while (world.sockets.length === before) await vi.advanceTimersToNextTimerAsync();
  return world;
}

describe("where streams are swallowed", () => {
  test("who holds flags from before polls beside a stream that hangs, well within half a minute", async () => {
    const { world, lose, polls, store, states } = await startLive();
    world.stream = "hangs";
    world.answer = { text: snapshot(2) };
    lose();
    await vi.advanceTimersByTimeAsync(7 * SECOND);
    expect(polls).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(8 * SECOND);
    expect(store.held?.have.version).toBe(2);
    world.answer = { text: snapshot(3) };
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect(store.held?.have.version).toBe(3);
    expect(states.at(-1)).toBe("polling");
  });

  test("waking up asks at once, beside the stream", async () => {
    const { polls } = await startBesideHanging();
    const before = polls.length;
    wake();
    expect(polls).toHaveLength(before + 1);
  });

  test("a poll that fails beside it does not end the attempts", async () => {
    const { world, polls, sockets, states } = await startBesideHanging("open");
    world.answer = { reason: "nobody there" };
    const before = polls.length + sockets.length;
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(polls.length + sockets.length - before).toBeGreaterThan(10);
    expect(states.at(-1)).toBe("offline");
  });
});

describe("a stream that is cut again and again", () => {
  const waitsAfterCuts = async (liveMs: number, cuts: number) => {
    const { lose, live, sockets, polls } = await startLive();
    const waits: number[] = [];
    for (let cut = 0; cut < cuts; cut++) {
      await vi.advanceTimersByTimeAsync(liveMs);
      const from = performance.now();
      const before = sockets.length;
      lose();
      while (sockets.length === before) await vi.advanceTimersToNextTimerAsync();
      await live();
      waits.push((sockets.at(-1)?.at ?? 0) - from);
    }
    expect(polls).toHaveLength(0);
    return waits;
  };

  test("every minute, by something that takes it for idle, is opened again at once, for ever", async () => {
    expect(Math.max(...(await waitsAfterCuts(60 * SECOND, 200)))).toBe(0);
  });

  test.each([50, 20, 5])("after %d s is back within five seconds, for ever", async (seconds) => {
    expect(Math.max(...(await waitsAfterCuts(seconds * SECOND, 200)))).toBeLessThanOrEqual(5 * SECOND);
  });

  test("as soon as it is there is not run after", async () => {
    expect((await waitsAfterCuts(100, 100)).at(-1)).toBeGreaterThanOrEqual(30 * SECOND);
  });
});

describe("where nothing answers", () => {
  test("for 72 hours: what is held stays, at most two attempts a minute, streams and polls together", async () => {
    const { polls, sockets, states, world, store } = start("refused", { text: snapshot(7) });
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    const { held } = store;
    world.answer = { reason: "nobody there" };
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    const before = polls.length + sockets.length;
    await vi.advanceTimersByTimeAsync(72 * 60 * MINUTE);
    expect(polls.length + sockets.length - before).toBeLessThanOrEqual(72 * 60 * 2);
    expect(states.at(-1)).toBe("offline");
    // Nothing runs out: three days later it is the same state, not a copy of it.
    expect(held?.have.version).toBe(7);
    expect(store.held).toBe(held);
    world.stream = "open";
    world.answer = { text: snapshot(9) };
    const opened = sockets.length;
    await vi.advanceTimersByTimeAsync(45 * SECOND);
    expect(sockets.length).toBe(opened + 1);
  });

  test.each([0.3, 0.5, 0.999])(
    "whoever polled is back some seconds after a short outage (chance %d)",
    async (random) => {
      const { world, states } = start("refused", { text: snapshot(1) }, random);
      await vi.advanceTimersByTimeAsync(MINUTE);
      for (let outage = 0; outage < 3; outage++) {
        world.answer = { reason: "nobody there" };
        while (states.at(-1) !== "offline") await vi.advanceTimersToNextTimerAsync();
        await vi.advanceTimersByTimeAsync(20 * SECOND);
        world.answer = { text: snapshot(2) };
        await vi.advanceTimersByTimeAsync(5 * SECOND + 5);
        expect(states.at(-1)).toBe("polling");
        await vi.advanceTimersByTimeAsync(MINUTE);
      }
    },
  );

  test("a poll that is answered after an outage tries the stream at once", async () => {
    const { world, sockets, polls, states } = start("refused", { reason: "nobody there" });
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    const failed = polls.length;
    world.answer = { text: snapshot(1) };
    while (polls.length === failed) await vi.advanceTimersToNextTimerAsync();
    const before = sockets.length;
    await vi.advanceTimersByTimeAsync(5);
    expect(states.at(-1)).toBe("polling");
    expect(sockets.length).toBe(before + 1);
  });

  test("a refused key is tried again every five minutes, and never polled with", async () => {
    const { polls, sockets, world } = start("hangs", "never");
    await vi.advanceTimersByTimeAsync(0);
    sockets[0]?.events.closed({ code: 4401 });
    (sockets[0] as { closed?: boolean }).closed = true;
    world.stream = "hangs";
    await vi.advanceTimersByTimeAsync(4.9 * MINUTE);
    expect(sockets).toHaveLength(1);
    expect(polls).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(0.2 * MINUTE);
    expect(sockets).toHaveLength(2);
  });

  test("a poll that is told to wait waits", async () => {
    const { polls } = start("refused", { code: 4503, retryAfterMs: 90 * SECOND });
    await vi.advanceTimersByTimeAsync(5);
    expect(polls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(89 * SECOND);
    expect(polls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(polls).toHaveLength(2);
  });

  test.each([24 * 60 * MINUTE, 1e10, Number.POSITIVE_INFINITY])(
    "but five minutes at most: a page of maintenance, told to wait for %d ms, must not miss a kill for so long",
    async (retryAfterMs) => {
      const { world, store, polls } = start("refused", { code: 4503, retryAfterMs });
      await vi.advanceTimersByTimeAsync(5);
      world.answer = { text: snapshot(3) };
      await vi.advanceTimersByTimeAsync(5 * MINUTE - 10);
      expect(polls).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(2 * MINUTE);
      expect(store.held?.have.version).toBe(3);
    },
  );
});

test.each(["{", JSON.stringify({ type: "snapshot", version: 5 }), snapshot(1), "null"])(
  "what does not fit keeps what was there: %s",
  async (text) => {
    const { world, store, polls } = start("refused", { text: snapshot(3) });
    await vi.advanceTimersByTimeAsync(5);
    world.answer = { text };
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(polls.length).toBeGreaterThan(2);
    expect(store.held?.have.version).toBe(3);
  },
);

test("waking up while polling asks at once", async () => {
  const { polls } = start("refused", { text: snapshot(3) });
  await vi.advanceTimersByTimeAsync(5);
  const before = polls.length;
  wake();
  expect(polls).toHaveLength(before + 1);
});

test("what came last is asked for by its tag, what did not fit is not", async () => {
  const { world, polls } = start("refused", { text: "{" });
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(polls.length).toBeGreaterThan(1);
  expect(polls.every(({ etag }) => etag === undefined)).toBe(true);
  world.answer = { text: snapshot(3) };
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(polls.at(-1)?.etag).toBe("tag");
});

test("closing ends it, whatever is still on its way", async () => {
  const { world, polls, store, states } = start("refused", { text: snapshot(3) });
  await vi.advanceTimersByTimeAsync(5);
  world.answer = { text: snapshot(4) };
  wake();
  close();
  const count = polls.length;
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(polls).toHaveLength(count);
  expect(store.held?.have.version).toBe(3);
  expect(states.at(-1)).toBe("offline");
});
