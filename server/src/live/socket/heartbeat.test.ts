import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Heartbeat } from "./heartbeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const INTERVAL = 15_000;

function start(count: number) {
  const heartbeat = new Heartbeat(INTERVAL);
  const beats: number[] = Array.from({ length: count }, () => 0);
  const stops = beats.map((_, index) =>
    heartbeat.add({
      beat() {
        beats[index] = (beats[index] ?? 0) + 1;
      },
    }),
  );
  return { heartbeat, beats, stops };
}

it("beats each once in every interval, a few at a time", () => {
  const { heartbeat, beats, stops } = start(10_000);
  let before = 0;
  let most = 0;
  for (let elapsed = 0; elapsed < INTERVAL; elapsed += 50) {
    vi.advanceTimersByTime(50);
    const now = beats.reduce((sum, each) => sum + each, 0);
    most = Math.max(most, now - before);
    before = now;
  }
  expect(new Set(beats)).toEqual(new Set([1]));
  expect(most).toBeLessThanOrEqual(34);
  stops[0]?.();
  vi.advanceTimersByTime(INTERVAL);
  expect(beats.slice(0, 2)).toEqual([1, 2]);
  heartbeat.close();
  vi.advanceTimersByTime(INTERVAL);
  expect(beats[1]).toBe(2);
});

it("makes up for the time in which the event loop was held, once", () => {
  const { heartbeat, beats } = start(600);
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + INTERVAL * 2.5);
  vi.advanceTimersByTime(50);
  expect(new Set(beats)).toEqual(new Set([1]));
  vi.restoreAllMocks();
  heartbeat.close();
});
