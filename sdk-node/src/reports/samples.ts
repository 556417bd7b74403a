import { type EvaluationContext, type Evaluations, MAX_EVALUATIONS, type Outcome, type Watch } from "@switchyard/core";
import type { Platform } from "@switchyard/core/client";

const MESSAGE_MS = 1_000;
const ITEMS = Math.min(20, MAX_EVALUATIONS);
/** However long somebody says that they want to look. */
const MAX_WATCH_MS = 300_000;
const MAX_CONTEXT = 4_096;
/** For all contexts of a message, in characters: if each took three bytes, it would still be below the 64 KB of a message. */
const ROOM = 16_000;

export interface Samples {
  /** Somebody is looking: read on every evaluation, so it is one field. */
  readonly flags: ReadonlySet<string> | undefined;
  note(flag: string, answer: Outcome, context: EvaluationContext | undefined, given: boolean): void;
  watch(watch: Watch): void;
  close(): void;
}

/**
 * Evaluations as they happen, for somebody who is looking: the first of each second, and how many there were besides.
 *
 * @param privateAttributes names of attributes that never leave this process
 */
export function createSamples(
  send: (message: Evaluations) => void,
  privateAttributes: readonly string[],
  timer: Platform["timer"],
): Samples {
  let items: Evaluations["items"] = [];
  let dropped = 0;
  let room = ROOM;
  let until = 0;
  let cancel: (() => void) | undefined;
  let flags: ReadonlySet<string> | undefined;

  function tell() {
    cancel = undefined;
    if (items.length > 0) send({ type: "evaluations", items, ...(dropped > 0 ? { dropped } : {}) });
    items = [];
    dropped = 0;
    room = ROOM;
  }

  return {
    get flags() {
      return flags;
    },
    note(flag, { variant, reason, ruleId, errorCode }, context, given) {
      const at = Date.now();
      if (at > until) {
        flags = undefined;
        return;
      }
      cancel ??= timer(tell, MESSAGE_MS);
      const text = items.length < ITEMS ? shownContext(context, privateAttributes) : undefined;
      if (text === undefined || text.length > Math.min(MAX_CONTEXT, room)) {
        dropped++;
        return;
      }
      room -= text.length;
      const shown = JSON.parse(text) as EvaluationContext;
      items.push({ flag, variant: given ? (variant ?? null) : null, reason, ruleId, errorCode, at, context: shown });
    },
    watch({ flags: wanted, forMs }) {
      until = Date.now() + Math.min(MAX_WATCH_MS, forMs);
      flags = wanted.length > 0 ? new Set(wanted) : undefined;
    },
    close() {
      cancel?.();
      flags = undefined;
    },
  };
}

/** JSON of it without what is private. `undefined` for what can't be shown. */
function shownContext(context: unknown, hidden: readonly string[]): string | undefined {
  try {
    return JSON.stringify(context ?? {}, (name, value) => (hidden.includes(name) ? "[private]" : value));
  } catch {
    return undefined;
  }
}
