import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { CLOSE } from "./close-code.ts";
import { frameText } from "./frame.ts";
import { goAwayText } from "./messages.ts";
import type { Peer } from "./peer.ts";

/** So many SDKs a second may come back, and none needs to hurry. */
const RETURNING_PER_SECOND = 500;
const MIN_SPREAD_MS = 500;
const MAX_SPREAD_MS = 60_000;
const SLICE = 500;

/** How long the SDKs may take to come back, so that they don't come all at once. */
export function spread(connections: number): number {
  const fair = (connections / RETURNING_PER_SECOND) * 1_000;
  return Math.round(Math.min(MAX_SPREAD_MS, Math.max(MIN_SPREAD_MS, fair)));
}

/** Tells all SDKs when to come back, ends all sockets, and waits until they are gone, at most `limitMs`. */
export async function sayGoodbye(sdks: Peer[], admins: Peer[], limitMs: number): Promise<void> {
  const frame = frameText(goAwayText(spread(sdks.length)));
  const all = [...sdks, ...admins];
  const deadline = new AbortController();
  const timeUp = sleep(limitMs, undefined, { signal: deadline.signal }).catch(() => {});
  for (const [index, peer] of all.entries()) {
    if (index < sdks.length) peer.outbox.send(frame);
    peer.end(CLOSE.goingAway, "the server is going");
    if (index % SLICE === SLICE - 1) await nextTurn();
  }
  await Promise.race([Promise.all(all.map((peer) => peer.gone())), timeUp]);
  deadline.abort();
}
