import type { LiveEvaluation } from "../api/types.ts";

/** As it is listed, newest first. */
export interface Listed extends LiveEvaluation {
  id: number;
}

export interface Seen {
  items: readonly Listed[];
  /** Evaluations that came since the screen was opened, listed or not. */
  total: number;
  /** That found no room on their way here. */
  dropped: number;
  /** Connected server SDKs, and how many of them were asked; absent until the server has said so. */
  asked?: { servers: number; asked: number };
}

export const NOTHING_SEEN: Seen = { items: [], total: 0, dropped: 0 };

/** More can't be read, and would make a page of a busy flag slow. */
export const MOST_LISTED = 200;

/** What the list is after some more came; while it is paused they are only counted. */
export function withMore(
  seen: Seen,
  event: { items: readonly LiveEvaluation[]; dropped: number; servers: number; asked: number },
  isPaused: boolean,
): Seen {
  const numbered = event.items.map((item, index): Listed => ({ ...item, id: seen.total + index }));
  return {
    items: isPaused ? seen.items : [...numbered.reverse(), ...seen.items].slice(0, MOST_LISTED),
    total: seen.total + event.items.length,
    dropped: seen.dropped + event.dropped,
    asked: { servers: event.servers, asked: event.asked },
  };
}
