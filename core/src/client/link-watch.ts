import type { Emitter } from "./emitter.ts";
import type { Change, Events, Status } from "./events.ts";

/** What OpenFeature's providers tell of their link, in either SDK. */
export interface LinkSignals {
  /** Good again, after an error or after `stale`. */
  ready(): void;
  /** The link has been away for longer than the time of grace. */
  stale(): void;
  changed(flags: string[]): void;
}

export interface LinkWatch {
  /** OpenFeature has been told that the provider is ready. */
  toldReady(): void;
  /** OpenFeature has been told that it failed: a link that works makes it ready. */
  toldError(): void;
  stop(): void;
}

/**
 * Turns a client's events into OpenFeature's. Silent until the first `told…`, since OpenFeature itself announces how an
 * initialization went; a short loss of the link is nobody's concern.
 *
 * @param graceMs how long the link may be away before `stale`, in milliseconds
 */
export function watchLink(
  client: { on: Emitter<Events>["on"]; readonly status: Status },
  signals: LinkSignals,
  graceMs: number,
  timer: (call: () => void, ms: number) => () => void,
): LinkWatch {
  let told: "nothing" | "ready" | "stale" | "error" = "nothing";
  let cancel: (() => void) | undefined;

  function look() {
    const { state } = client.status;
    if (state === "live" || state === "polling") {
      cancel?.();
      cancel = undefined;
      if (told === "nothing" || told === "ready") return;
      told = "ready";
      signals.ready();
    } else if (told === "ready") {
      cancel ??= timer(() => {
        told = "stale";
        signals.stale();
      }, graceMs);
    }
  }

  function tell(what: "ready" | "error") {
    told = what;
    cancel?.();
    cancel = undefined;
    look();
  }

  const stops = [
    client.on("connection", look),
    client.on("change", ({ flags }: Change) => {
      // Who is not ready yet learns of all flags by becoming ready.
      if (told === "ready" || told === "stale") signals.changed(flags);
    }),
  ];

  return {
    toldReady: () => tell("ready"),
    toldError: () => tell("error"),
    stop() {
      told = "nothing";
      cancel?.();
      for (const stop of stops) stop();
    },
  };
}
