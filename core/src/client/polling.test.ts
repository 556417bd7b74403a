import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Closed, type Connection, connect, type SocketEvents } from "./connection.ts";
import { createStore } from "./store.ts";

// Where the stream can't be had. Time is vitest's; sockets and plain requests are handed in.

const snapshot = (version: number) => JSON.stringify({ type: "snapshot", epoch: "e", version, flags: [{ key: "a" }] });
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

type Answer = { text: string } | { nothingNew: true } | Closed | "never";

let connection: Connection;

/** @param stream what becomes of each socket: its events are kept where the test plays the server itself */
function start(stream: "refused" | "hangs" | "open", answer: Answer, random = 0.5) {
  const world = { stream, answer };
  const states: string[] = [];
  const problems: string[] = [];
  const polls: { at: number; fitted?: boolean; cancelled?: boolean }[] = [];
  const sockets: { at: number; events: SocketEvents; sent: { type: string }[]; closed?: boolean }[] = [];
  const told = { polled: 0 };
  const store = createStore(() => ({ data: { flags: { size: 1 } }, changed: ["a"] }));
  const timer = (call: () => void, ms: number) => {
    const handle = setTimeout(call, ms);
    return () => clearTimeout(handle);
  };
  connection = connect<unknown>(
    {
      open(events) {
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
      poll(answered, failed) {
        const poll: (typeof polls)[number] = { at: performance.now() };
        polls.push(poll);
        const handle = setTimeout(() => {
          const { answer } = world;
          if (answer === "never") return;
          if ("text" in answer) poll.fitted = answered(answer.text);
          else if ("nothingNew" in answer) poll.fitted = answered();
          else failed(answer);
        }, 1);
        return () => {
          poll.cancelled = true;
          clearTimeout(handle);
        };
      },
      timer,
      random: () => random,
    },
    {
      hello: () => ({ type: "hello", protocol: 1, sdk: "test/1", instance: "i", have: store.held?.have }),
      accept: (message) => store.accept(message) !== undefined,
      have: () => store.held?.have,
      state: (state) => states.at(-1) === state || states.push(state),
      problem: (problem) => problems.push(problem),
      polled: () => told.polled++,
    },
  );
  return { world, states, problems, polls, sockets, store, told };
}

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  connection.close();
  vi.runOnlyPendingTimers();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("with nothing held", () => {
  test("an upgrade that is refused is followed by a poll at once", () => {
    const { states, store, told } = start("refused", { text: snapshot(3) });
    vi.advanceTimersByTime(10);
    expect(store.held?.have.version).toBe(3);
    expect(states).toEqual(["connecting", "polling"]);
    expect(told.polled).toBe(1);
  });

  test("a stream that hangs is given a head start of two seconds", () => {
    const { polls, store, sockets } = start("hangs", { text: snapshot(3) });
    vi.advanceTimersByTime(1_990);
    expect(polls).toHaveLength(0);
    vi.advanceTimersByTime(20);
    expect(store.held?.have.version).toBe(3);
    expect(sockets).toHaveLength(1);
  });

  test("a stream that is opened in time makes polls needless", () => {
    const { polls, sockets, states } = start("open", { text: snapshot(3) });
    vi.advanceTimersByTime(10);
    sockets[0]?.events.received(snapshot(4));
    vi.advanceTimersByTime(5 * MINUTE);
    expect(polls).toHaveLength(0);
    expect(states).toEqual(["live"]);
  });
});

describe("where upgrades fail", () => {
  test("changes come within half a minute, and the stream is tried every few minutes", () => {
    const { polls, sockets, world, store } = start("refused", { text: snapshot(1) });
    vi.advanceTimersByTime(30 * MINUTE);
    const waits = polls.slice(1).map(({ at }, i) => at - (polls[i]?.at ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(30 * SECOND);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(20 * SECOND);
    expect(sockets.length).toBeGreaterThanOrEqual(30 / 5);
    expect(sockets.length).toBeLessThanOrEqual(30 / 2);
    world.answer = { text: snapshot(2) };
    vi.advanceTimersByTime(30 * SECOND);
    expect(store.held?.have.version).toBe(2);
  });

  test.each([0, 0.999])("back on the stream within five minutes of its return (chance %d)", (random) => {
    const { world, sockets, states, polls } = start("refused", { nothingNew: true }, random);
    vi.advanceTimersByTime(10 * MINUTE);
    world.stream = "open";
    const before = sockets.length;
    const from = performance.now();
    while (sockets.length === before) vi.advanceTimersToNextTimer();
    expect(performance.now() - from).toBeLessThanOrEqual(5 * MINUTE);
    vi.advanceTimersByTime(5);
    sockets.at(-1)?.events.received(snapshot(1));
    const count = polls.length;
    vi.advanceTimersByTime(5 * MINUTE);
    expect(states.at(-1)).toBe("live");
    expect(polls).toHaveLength(count);
  });

  test("polling goes on while a stream hangs", () => {
    const { world, polls, states } = start("refused", { text: snapshot(1) });
    vi.advanceTimersByTime(MINUTE);
    world.stream = "hangs";
    const before = polls.length;
    vi.advanceTimersByTime(10 * MINUTE);
    expect(polls.length - before).toBeGreaterThanOrEqual(20);
    expect(states.slice(1)).toEqual(["polling"]);
  });

  test("a stream that was live is tried three times before anything is polled", () => {
    const { world, sockets, polls } = start("open", { text: snapshot(1) });
    vi.advanceTimersByTime(10);
    sockets[0]?.events.received(snapshot(1));
    world.stream = "refused";
    (sockets[0] as { closed?: boolean }).closed = true;
    sockets[0]?.events.closed({});
    while (polls.length === 0) vi.advanceTimersToNextTimer();
    expect(sockets).toHaveLength(1 + 3);
  });
});

describe("where nothing answers", () => {
  test("at most two attempts a minute for as long as it lasts, streams and polls together", () => {
    const { polls, sockets, states, world } = start("refused", { reason: "nobody there" });
    vi.advanceTimersByTime(2 * MINUTE);
    const before = polls.length + sockets.length;
    vi.advanceTimersByTime(72 * 60 * MINUTE);
    expect(polls.length + sockets.length - before).toBeLessThanOrEqual(72 * 60 * 2);
    expect(states.at(-1)).toBe("offline");
    world.stream = "open";
    world.answer = { text: snapshot(9) };
    const opened = sockets.length;
    vi.advanceTimersByTime(45 * SECOND);
    expect(sockets.length).toBe(opened + 1);
  });

  test("a poll that is answered after an outage tries the stream at once", () => {
    const { world, sockets, polls, states } = start("refused", { reason: "nobody there" });
    vi.advanceTimersByTime(10 * MINUTE);
    const failed = polls.length;
    world.answer = { text: snapshot(1) };
    while (polls.length === failed) vi.advanceTimersToNextTimer();
    const before = sockets.length;
    vi.advanceTimersByTime(5);
    expect(states.at(-1)).toBe("polling");
    expect(sockets.length).toBe(before + 1);
  });

  test("a refused key is tried again every five minutes, and never polled with", () => {
    const { polls, sockets, world } = start("hangs", "never");
    vi.advanceTimersByTime(0);
    sockets[0]?.events.closed({ code: 4401 });
    (sockets[0] as { closed?: boolean }).closed = true;
    world.stream = "hangs";
    vi.advanceTimersByTime(4.9 * MINUTE);
    expect(sockets).toHaveLength(1);
    expect(polls).toHaveLength(0);
    vi.advanceTimersByTime(0.2 * MINUTE);
    expect(sockets).toHaveLength(2);
  });

  test("a poll that is told to wait waits", () => {
    const { polls, sockets } = start("refused", { code: 4503, retryAfterMs: 90 * SECOND });
    vi.advanceTimersByTime(5);
    expect(polls).toHaveLength(1);
    const before = sockets.length;
    vi.advanceTimersByTime(89 * SECOND);
    expect(sockets).toHaveLength(before);
    expect(polls).toHaveLength(1);
    vi.advanceTimersByTime(2 * SECOND);
    expect(sockets).toHaveLength(before + 1);
  });
});

test.each(["{", JSON.stringify({ type: "snapshot", version: 5 }), snapshot(1), "null"])(
  "what does not fit keeps what was there: %s",
  (text) => {
    const { world, store, polls } = start("refused", { text: snapshot(3) });
    vi.advanceTimersByTime(5);
    world.answer = { text };
    vi.advanceTimersByTime(MINUTE);
    expect(polls.length).toBeGreaterThan(2);
    expect(store.held?.have.version).toBe(3);
  },
);

test("waking up while polling asks at once", () => {
  const { polls } = start("refused", { text: snapshot(3) });
  vi.advanceTimersByTime(5);
  const before = polls.length;
  connection.wake();
  expect(polls).toHaveLength(before + 1);
});

test("closing ends it, also from within what a poll brought", () => {
  const { world, polls, store } = start("refused", { text: snapshot(3) });
  vi.advanceTimersByTime(5);
  world.answer = "never";
  connection.wake();
  connection.close();
  expect(polls.at(-1)?.cancelled).toBe(true);
  vi.advanceTimersByTime(10 * MINUTE);
  expect(store.held?.have.version).toBe(3);
});
