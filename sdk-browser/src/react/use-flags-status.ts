import type { Status } from "@switchyard/core/client";
import { useCallback, useSyncExternalStore } from "react";
import { useFlags } from "./flags-provider.ts";

export interface FlagsStatus {
  /** There are answers: the server's, or those of the bootstrap or the last visit. Until then, defaults are given. */
  ready: boolean;
  state: Status["state"];
}

/** Whether there are answers yet, and how the link is; renders again when one of the two changes. */
export function useFlagsStatus(): FlagsStatus {
  const { client, hasFirst } = useFlags();
  const subscribe = useCallback(
    (render: () => void) => {
      const stops = [client?.on("connection", render), client?.on("ready", render)];
      return () => {
        for (const stop of stops) stop?.();
      };
    },
    [client],
  );
  const first = () => statusOf(hasFirst, "connecting");
  const now = () => (client ? statusOf(client.status.version !== undefined, client.status.state) : first());
  return useSyncExternalStore(subscribe, now, first);
}

const statuses = new Map<string, FlagsStatus>();

/** One object for each: React compares by identity. */
function statusOf(ready: boolean, state: FlagsStatus["state"]): FlagsStatus {
  const name = `${state} ${ready}`;
  const status = statuses.get(name) ?? { ready, state };
  statuses.set(name, status);
  return status;
}
