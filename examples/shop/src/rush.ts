import { Agent, get } from "node:http";
import { LAST_NUMBER } from "./shoppers.ts";

/** However it was begun: nobody should have to remember it. */
const LONGEST_MS = 30 * 60_000;
const TICK_MS = 50;
/** Requests under way at once: a shop that is slow is asked less often, not more. */
const MOST_OPEN = 100;

export interface Rush {
  /** How many checkouts a second go on now; 0 for none. */
  readonly perSecond: number;
  start(address: string): void;
  stop(): void;
}

/** Many shoppers at once: real requests to the shop's own checkout, never more than so many a second, and to nobody else. */
export function createRush(perSecond: number): Rush {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN });
  let timer: NodeJS.Timeout | undefined;
  let until = 0;
  let owed = 0;
  let open = 0;

  function tick(address: string) {
    if (Date.now() > until) return stop();
    owed = Math.min(owed + (perSecond * TICK_MS) / 1000, MOST_OPEN);
    for (; owed >= 1 && open < MOST_OPEN; owed--) checkOut(address);
  }

  function checkOut(address: string) {
    open++;
    const shopper = 1 + Math.floor(Math.random() * LAST_NUMBER);
    get(`${address}/checkout?shopper=${shopper}`, { agent }, (response) => response.resume())
      // After the answer, and after an error, too.
      .once("close", () => open--)
      .on("error", () => {});
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    get perSecond() {
      return timer ? perSecond : 0;
    },
    start(address) {
      stop();
      until = Date.now() + LONGEST_MS;
      timer = setInterval(() => tick(address), TICK_MS).unref();
    },
    stop,
  };
}
