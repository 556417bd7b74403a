import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchDrift } from "./wake.ts";

const timer = (call: () => void, ms: number) => {
  const handle = setTimeout(call, ms);
  return () => clearTimeout(handle);
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a machine that slept is noticed within a second, once; a busy one and a clock set back are not", () => {
  const awake = vi.fn();
  const stop = watchDrift(timer, awake);
  vi.advanceTimersByTime(60_000);
  vi.setSystemTime(Date.now() + 4_000);
  vi.advanceTimersByTime(1_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(60_000);
  expect(awake).not.toHaveBeenCalled();

  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(1_000);
  expect(awake.mock.calls).toEqual([[3_600_000]]);
  vi.advanceTimersByTime(60_000);
  expect(awake).toHaveBeenCalledTimes(1);

  stop();
  expect(vi.getTimerCount()).toBe(0);
});
