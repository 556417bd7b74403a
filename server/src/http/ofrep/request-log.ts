import type { Logger } from "pino";
import type { Exchange } from "./exchange.ts";

const SUM_EVERY_MS = 60_000;
const MAX_SUMS = 1_000;

interface Sum {
  key: string | undefined;
  status: number;
  name: string;
  requests: number;
}

/**
 * What was asked, for the log: a line a minute for each key, kind of request and status, as thousands of lines a second
 * would help nobody; and with the level `debug` every request. Never an address's query: it may hold a stream's ticket.
 */
export class RequestLog {
  readonly #log: Logger;
  readonly #sums = new Map<string | undefined, Sum[]>();
  #size = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(log: Logger) {
    this.#log = log;
    this.#timer = setInterval(() => this.#write(), SUM_EVERY_MS).unref();
  }

  /** Counts an exchange that was answered. */
  add({ route, key, response, startedAt }: Exchange): void {
    const { name } = route;
    const { statusCode: status } = response;
    if (this.#log.isLevelEnabled("debug")) {
      this.#log.debug({ key: key?.id, status, ms: performance.now() - startedAt }, name);
    }
    const sums = this.#sums.get(key?.id);
    const known = sums?.find((sum) => sum.status === status && sum.name === name);
    if (known) known.requests += 1;
    else if (this.#size < MAX_SUMS) {
      this.#size += 1;
      const sum = { key: key?.id, status, name, requests: 1 };
      if (sums) sums.push(sum);
      else this.#sums.set(key?.id, [sum]);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#write();
  }

  #write(): void {
    for (const { name, ...sum } of [...this.#sums.values()].flat()) this.#log.info(sum, name);
    this.#sums.clear();
    this.#size = 0;
  }
}
