import type { Log } from "../environment/log.ts";
import type { Hub } from "../hub.ts";
import type { Clock, Timings } from "../timings.ts";

export interface NeighbourContext {
  hub: Hub;
  clock: Clock;
  timings: Timings;
  log: Log;
  /** Told that it is worth asking again. */
  onNews(environmentId: string, about: "clients" | "usage"): void;
}
