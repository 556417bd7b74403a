import type { Metric } from "prom-client";
import { createTally, metricOf, type Tally } from "./tally.ts";

/** One request that was answered. */
export interface Answered {
  method: string;
  /** A pattern, never a path. */
  route: string;
  status: number;
  ms: number;
}

const NAME = "switchyard_http_request_seconds";
const HELP = "Requests, by the pattern of their route";
const BOUNDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** How long requests took. By prom-client itself, noting that took a tenth of what a whole remote evaluation does. */
export class RequestTimes {
  readonly #routes = new Map<string, Map<string, Map<number, Tally>>>();
  /** For a prom-client registry. */
  readonly metric: Metric = metricOf(NAME, HELP, () => this.#values());

  add({ method, route, status, ms }: Answered): void {
    this.#tally(METHODS.has(method) ? method : "other", route, status).add(ms / 1_000);
  }

  #values(): unknown[] {
    const all: unknown[] = [];
    for (const [route, methods] of this.#routes)
      for (const [method, statuses] of methods)
        for (const [status, tally] of statuses) all.push(...tally.values({ method, route, status: `${status}` }));
    return all;
  }

  #tally(method: string, route: string, status: number): Tally {
    const found = this.#routes.get(route)?.get(method)?.get(status);
    if (found) return found;
    const tally = createTally(NAME, HELP, BOUNDS);
    const methods = this.#routes.get(route) ?? new Map<string, Map<number, Tally>>();
    const statuses = methods.get(method) ?? new Map<number, Tally>();
    this.#routes.set(route, methods);
    methods.set(method, statuses);
    statuses.set(status, tally);
    return tally;
  }
}
