import type { LiveEvent, LiveRequest } from "./types.ts";

export type LiveStatus = "connecting" | "live" | "offline";

const BASE_MS = 500;
const CAP_MS = 15_000;

interface LiveSocketOptions {
  url: string;
  onEvent: (event: LiveEvent) => void;
  onStatus: (status: LiveStatus) => void;
}

type Watch = Extract<LiveRequest, { type: "watch" }>;

/**
 * The one WebSocket of this page: opens, stays open (full jitter between attempts, at once when the browser comes back
 * online or into view), and remembers whose receipts are watched across reconnects.
 */
export class LiveSocket {
  readonly #options: LiveSocketOptions;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #closed = false;
  /** Who looked last is served; when they stop looking, whoever looked before them. */
  #watches: Watch[] = [];

  constructor(options: LiveSocketOptions) {
    this.#options = options;
    window.addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#open();
  }

  watch(watch: Omit<Watch, "type">): () => void {
    const mine: Watch = { type: "watch", ...watch };
    this.#watches.push(mine);
    this.#sendWatch();
    return () => {
      this.#watches = this.#watches.filter((other) => other !== mine);
      this.#sendWatch();
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#socket?.close();
  }

  #open(): void {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#failures = 0;
      this.#options.onStatus("live");
      if (this.#watches.length > 0) this.#sendWatch();
    });
    socket.addEventListener("message", ({ data }) => {
      const event = parseEvent(data);
      if (event) this.#options.onEvent(event);
    });
    socket.addEventListener("close", () => {
      if (this.#socket === socket && !this.#closed) this.#retry();
    });
  }

  #retry(): void {
    this.#socket = undefined;
    this.#failures += 1;
    this.#options.onStatus(this.#failures > 1 ? "offline" : "connecting");
    const limit = Math.min(CAP_MS, BASE_MS * 2 ** this.#failures);
    this.#timer = setTimeout(() => this.#open(), Math.random() * limit);
  }

  #wake = (): void => {
    if (!this.#closed && this.#socket === undefined && document.visibilityState === "visible") this.#open();
  };

  #sendWatch(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const request: LiveRequest = this.#watches.at(-1) ?? { type: "unwatch" };
    this.#socket.send(JSON.stringify(request));
  }
}

function parseEvent(data: unknown): LiveEvent | undefined {
  try {
    const event = JSON.parse(String(data)) as LiveEvent;
    return event.type === "changed" || event.type === "receipts" ? event : undefined;
  } catch {
    return undefined;
  }
}
