import { type Direction, direction, sentence } from "@switchyard/core/words";
import type { Configuration, Environment, Flag, Operation } from "../api/types.ts";

/** Something to do to several flags as one change: all of it or nothing, reviewed once. */
export interface BulkChange {
  /** For the button: "Turn on". */
  verb: string;
  /** Where it takes effect; without it, wherever the flags are. */
  environment?: Environment;
  /** What happens to this flag, or why nothing does: then it is left alone. */
  effect: (flag: Flag) => { does: string; direction: Direction } | { skips: string };
  operation: (flag: string) => Operation;
  /** Takes it back. */
  inverse: (flag: string) => Operation;
}

/** The most that the server does at once. */
export const MOST_AT_ONCE = 200;

export const archive: BulkChange = {
  verb: "Archive",
  effect: ({ archived }) =>
    archived
      ? { skips: "is archived already" }
      : { does: "code that asks for it gets its own default", direction: "lowers" },
  operation: (flag) => ({ kind: "archiveFlag", flag }),
  inverse: (flag) => ({ kind: "unarchiveFlag", flag }),
};

export const bringBack: BulkChange = {
  verb: "Bring back",
  effect: ({ archived }) =>
    archived ? { does: "SDKs get it again", direction: "raises" } : { skips: "is not archived" },
  operation: archive.inverse,
  inverse: archive.operation,
};

export function turnOnIn(environment: Environment): BulkChange {
  const { key } = environment;
  return {
    verb: "Turn on",
    environment,
    effect: (flag) =>
      becomes(flag, key, (now) => {
        if (now.killed) return "is killed: it is restored, not turned on";
        return now.enabled ? "is on already" : { ...now, enabled: true };
      }),
    operation: (flag) => ({ kind: "enable", environment: key, flag }),
    inverse: (flag) => ({ kind: "disable", environment: key, flag }),
  };
}

export function restoreIn(environment: Environment): BulkChange {
  const { key } = environment;
  return {
    verb: "Restore",
    environment,
    effect: (flag) => becomes(flag, key, (now) => (now.killed ? { ...now, killed: undefined } : "is not killed")),
    operation: (flag) => ({ kind: "restore", environment: key, flag }),
    inverse: (flag) => ({ kind: "kill", environment: key, flag }),
  };
}

/** @param next the configuration after it, or why nothing is changed */
function becomes(flag: Flag, environment: string, next: (now: Configuration) => Configuration | string) {
  const now = flag.environments[environment];
  if (flag.archived || !now) return { skips: flag.archived ? "is archived" : "can’t be read there" };
  const after = next(now);
  if (typeof after === "string") return { skips: after };
  return { does: sentence(flag, after, environment), direction: direction(flag, now, after) };
}
