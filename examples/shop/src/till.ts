import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Client } from "@switchyard/sdk-node";
import { currentFlags, expressFlags } from "@switchyard/sdk-node/middleware";
import { type TillCounts, TROUBLES, type Trouble } from "./events.ts";
import { FLAG } from "./flag.ts";
import { contextOf, LAST_NUMBER, shopperOf } from "./shoppers.ts";

/** One in so many checkouts fails, whatever the flag says: nothing is perfect. */
const ALWAYS_FAILS = 500;
const TROUBLE_FAILS = 5;
const SLOW_MS = 250;

export interface Till {
  /** Answers `GET /checkout?shopper=1`. */
  checkOut(request: IncomingMessage, response: ServerResponse): void;
  /** What is wrong with the new checkout from now on. */
  trouble: Trouble;
  /** Since the trouble changed last. */
  readonly counts: TillCounts;
}

/**
 * Where shoppers check out, and the only place where the new checkout is any different. A guarded rollout of its flag sees how that goes by the one
 * line of middleware.
 *
 * @param random from 0 to 1
 */
export function createTill(flags: Client, random = Math.random): Till {
  const middleware = expressFlags(flags, { context: (request: IncomingMessage) => contextOf(shopperIn(request)) });
  let trouble: Trouble = "none";
  let counts = noCounts();

  async function answer(response: ServerResponse): Promise<void> {
    const isNew = currentFlags().isEnabled(FLAG);
    await setTimeout(5 + 25 * random() ** 2 + (isNew && trouble === "slow" ? SLOW_MS : 0));
    const fails = random() < 1 / (isNew && trouble === "errors" ? TROUBLE_FAILS : ALWAYS_FAILS);
    const group = counts[isNew ? "new" : "old"];
    group.requests++;
    if (fails) group.failed++;
    response.writeHead(fails ? 500 : 200, { "content-type": "text/plain" });
    response.end(fails ? "the checkout failed\n" : `${isNew ? "new" : "old"} checkout\n`);
  }

  return {
    checkOut: (request, response) => middleware(request, response, () => void answer(response)),
    get trouble() {
      return trouble;
    },
    set trouble(next) {
      trouble = next;
      counts = noCounts();
    },
    get counts() {
      return counts;
    },
  };
}

const noCounts = (): TillCounts => ({ new: { requests: 0, failed: 0 }, old: { requests: 0, failed: 0 } });

function shopperIn({ url = "" }: IncomingMessage) {
  const number = Number(new URLSearchParams(url.split("?")[1]).get("shopper"));
  return shopperOf(Number.isInteger(number) && number >= 1 && number <= LAST_NUMBER ? number : 1);
}

export const isTrouble = (value: unknown): value is Trouble => TROUBLES.includes(value as Trouble);
