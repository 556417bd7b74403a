import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Checkout } from "./events.ts";
import { startTraffic } from "./traffic.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(perSecond: number, isWatched: () => boolean) {
  const checkouts: Checkout[] = [];
  const stop = startTraffic({
    perSecond,
    isWatched,
    getsNewCheckout: ({ number }) => number <= 50,
    onCheckout: (checkout) => checkouts.push(checkout),
  });
  return { checkouts, stop };
}

it("never exceeds its rate, counts both checkouts, and stops", () => {
  const { checkouts, stop } = start(4, () => true);
  vi.advanceTimersByTime(10_000);
  expect(checkouts).toHaveLength(40);
  const last = checkouts[39];
  expect(last?.totals).toEqual({
    new: checkouts.filter(({ newCheckout }) => newCheckout).length,
    old: checkouts.filter(({ newCheckout }) => !newCheckout).length,
  });
  stop();
  vi.advanceTimersByTime(10_000);
  expect(checkouts).toHaveLength(40);
});

it("rests while nobody looks, and makes up for nothing afterwards", () => {
  let isWatched = false;
  const { checkouts } = start(4, () => isWatched);
  vi.advanceTimersByTime(60_000);
  expect(checkouts).toHaveLength(0);
  isWatched = true;
  vi.advanceTimersByTime(1000);
  expect(checkouts).toHaveLength(4);
});

it("0 is none", () => {
  const { checkouts } = start(0, () => true);
  vi.advanceTimersByTime(60_000);
  expect(checkouts).toHaveLength(0);
});
