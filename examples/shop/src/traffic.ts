import type { Checkout } from "./events.ts";
import { everyone, type Shopper } from "./shoppers.ts";

export interface TrafficOptions {
  /** Checkouts per second, never more; 0 for none. */
  perSecond: number;
  /** Nobody checks out while nobody looks. */
  isWatched: () => boolean;
  getsNewCheckout: (shopper: Shopper) => boolean;
  onCheckout: (checkout: Checkout) => void;
  /** @default Math.random */
  random?: () => number;
}

/**
 * Simulated shoppers who check out, one per tick, so that no burst can exceed the rate. All of it happens inside this
 * process: nothing is requested from anyone.
 *
 * @returns a function that stops it
 */
export function startTraffic(options: TrafficOptions): () => void {
  const { perSecond, isWatched, getsNewCheckout, onCheckout, random = Math.random } = options;
  if (perSecond <= 0) return () => {};
  const totals = { old: 0, new: 0 };
  const timer = setInterval(() => {
    if (!isWatched()) return;
    const shopper = everyone[Math.floor(random() * everyone.length)];
    if (!shopper) return;
    const newCheckout = getsNewCheckout(shopper);
    totals[newCheckout ? "new" : "old"] += 1;
    onCheckout({ shopper: shopper.number, newCheckout, totals: { ...totals } });
  }, 1000 / perSecond).unref();
  return () => clearInterval(timer);
}
