import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionState } from "./connection.ts";
import { createEmitter } from "./emitter.ts";
import type { Events } from "./events.ts";
import { watchLink } from "./link-watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(state: ConnectionState = "live") {
  const said: string[] = [];
  const { on, emit } = createEmitter<Events>((error) => said.push(`${error}`));
  const client = { on, status: { state } };
  const watch = watchLink(
    client,
    {
      ready: () => said.push("ready"),
      stale: () => said.push("stale"),
      changed: (flags) => said.push(`changed ${flags}`),
    },
    5_000,
    (call, ms) => {
      const handle = setTimeout(call, ms);
      return () => clearTimeout(handle);
    },
  );
  const become = (next: ConnectionState) => {
    client.status = { state: next };
    emit("connection", client.status);
  };
  const change = (...flags: string[]) => emit("change", { version: 1, flags });
  return { said, watch, become, change };
}

test("says nothing before OpenFeature has announced the initialization", () => {
  const { said, become, change } = setUp("connecting");
  become("live");
  change("a");
  become("offline");
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
});

test("stale once the link has been away for the time of grace, ready when it is back", () => {
  const { said, watch, become } = setUp();
  watch.toldReady();
  become("offline");
  become("connecting");
  vi.advanceTimersByTime(4_999);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(1);
  become("offline");
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(["stale"]);
  become("live");
  expect(said).toEqual(["stale", "ready"]);
});

test("a short loss is not worth a word; a link that polls is a link", () => {
  const { said, watch, become } = setUp();
  watch.toldReady();
  become("offline");
  vi.advanceTimersByTime(4_000);
  become("polling");
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
});

test("ready without a link, from a copy that was kept: stale after the time of grace", () => {
  const { said, watch } = setUp("offline");
  watch.toldReady();
  vi.advanceTimersByTime(5_000);
  expect(said).toEqual(["stale"]);
});

test("an error is over as soon as the link works, at once where it works already", () => {
  const late = setUp("connecting");
  late.watch.toldError();
  vi.advanceTimersByTime(60_000);
  expect(late.said).toEqual([]);
  late.become("live");
  expect(late.said).toEqual(["ready"]);

  const atOnce = setUp("live");
  atOnce.watch.toldError();
  expect(atOnce.said).toEqual(["ready"]);
});

test("changes are passed on, until it is stopped", () => {
  const { said, watch, become, change } = setUp();
  watch.toldReady();
  change("a", "b");
  become("offline");
  watch.stop();
  change("c");
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(["changed a,b"]);
});
