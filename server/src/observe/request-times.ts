/** One request that was answered. */
export interface Answered {
  method: string;
  /** A pattern, never a path. */
  route: string;
  status: number;
  ms: number;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** In seconds. */
const BOUNDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];

interface Times {
  labels: string;
  /** One for each bound, not cumulative; what took longer is in the count only. */
  buckets: number[];
  seconds: number;
  count: number;
}

/**
 * How long requests took, as a histogram in Prometheus's text format. By itself, as prom-client checks and sorts the labels of
 * every single observation: that takes a tenth of a remote evaluation's whole time, and these labels are all our own.
 */
export class RequestTimes {
  readonly #name: string;
  readonly #times = new Map<string, Map<string, Map<number, Times>>>();

  constructor(name: string) {
    this.#name = name;
  }

  add({ method, route, status, ms }: Answered): void {
    const times = this.#find(METHODS.has(method) ? method : "other", route, status);
    const seconds = ms / 1_000;
    times.seconds += seconds;
    times.count += 1;
    for (let i = 0; i < BOUNDS.length; i += 1) {
      if (seconds > (BOUNDS[i] as number)) continue;
      times.buckets[i] = (times.buckets[i] as number) + 1;
      return;
    }
  }

  text(): string {
    const name = this.#name;
    const lines = [`# HELP ${name} Requests, by the pattern of their route`, `# TYPE ${name} histogram`];
    for (const { labels, buckets, seconds, count } of this.#all()) {
      let upTo = 0;
      for (const [i, bound] of BOUNDS.entries()) {
        upTo += buckets[i] as number;
        lines.push(`${name}_bucket{le="${bound}",${labels}} ${upTo}`);
      }
      lines.push(`${name}_bucket{le="+Inf",${labels}} ${count}`);
      lines.push(`${name}_sum{${labels}} ${seconds}`, `${name}_count{${labels}} ${count}`);
    }
    return `${lines.join("\n")}\n`;
  }

  *#all(): Iterable<Times> {
    for (const methods of this.#times.values()) for (const statuses of methods.values()) yield* statuses.values();
  }

  #find(method: string, route: string, status: number): Times {
    const found = this.#times.get(route)?.get(method)?.get(status);
    if (found) return found;
    const labels = `method="${method}",route="${route}",status="${status}"`;
    const times = { labels, buckets: BOUNDS.map(() => 0), seconds: 0, count: 0 };
    const methods = this.#times.get(route) ?? new Map<string, Map<number, Times>>();
    const statuses = methods.get(method) ?? new Map<number, Times>();
    this.#times.set(route, methods);
    methods.set(method, statuses);
    statuses.set(status, times);
    return times;
  }
}
