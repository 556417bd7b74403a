import type { IncomingMessage, ServerResponse } from "node:http";
import type { Events } from "./events.ts";

const MAX_LISTENERS = 50;
/** A page that reads slower than this is cut off: it comes back by itself and gets the whole state. */
const MAX_BUFFERED_BYTES = 256 * 1024;
const KEEP_ALIVE_MS = 15_000;

type Event = { [Name in keyof Events]: [name: Name, data: Events[Name]] }[keyof Events];

/** Pushes what happens in the shop to every open page, as server-sent events. */
export class LiveFeed {
  #responses = new Set<ServerResponse>();
  #initial: () => Event[];
  #keepAlive: NodeJS.Timeout;

  /** @param initial what a page that just arrived is told first */
  constructor(initial: () => Event[]) {
    this.#initial = initial;
    this.#keepAlive = setInterval(() => this.#write(":\n\n"), KEEP_ALIVE_MS).unref();
  }

  /** How many pages listen now. */
  get listeners(): number {
    return this.#responses.size;
  }

  subscribe(request: IncomingMessage, response: ServerResponse): void {
    if (this.#responses.size >= MAX_LISTENERS) {
      response.writeHead(503, { "retry-after": "5" }).end(`the shop shows at most ${MAX_LISTENERS} pages at a time\n`);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(`retry: 1000\n\n${this.#initial().map(frame).join("")}`);
    this.#responses.add(response);
    request.on("close", () => this.#responses.delete(response));
  }

  send<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    this.#write(frame([name, data] as Event));
  }

  close(): void {
    clearInterval(this.#keepAlive);
    for (const response of this.#responses) response.end();
    this.#responses.clear();
  }

  #write(text: string): void {
    for (const response of this.#responses) {
      if (response.writableLength > MAX_BUFFERED_BYTES) response.destroy();
      else response.write(text);
    }
  }
}

const frame = ([name, data]: Event) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
