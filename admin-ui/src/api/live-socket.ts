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
type Look = Extract<LiveRequest, { type: "look" }>;

/** Evaluations of the flag that is looked at, and of how many server SDKs they are. */
export type Seen = Extract<LiveEvent, { type: "evaluations" }>;

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
  #looks: { request: Look; onSeen: (seen: Seen) => void }[] = [];

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

  /** Who looked last is served, as with {@link watch}. */
  look(look: Omit<Look, "type">, onSeen: (seen: Seen) => void): () => void {
    const mine = { request: { type: "look" as const, ...look }, onSeen };
    this.#looks.push(mine);
    this.#sendLook();
    return () => {
      this.#looks = this.#looks.filter((other) => other !== mine);
      this.#sendLook();
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
      if (this.#looks.length > 0) this.#sendLook();
    });
    socket.addEventListener("message", ({ data }) => {
      const event = parseEvent(data);
      if (event?.type === "evaluations") this.#seen(event);
      else if (event) this.#options.onEvent(event);
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
    this.#send(this.#watches.at(-1) ?? { type: "unwatch" });
  }

  #sendLook(): void {
    this.#send(this.#looks.at(-1)?.request ?? { type: "unlook" });
  }

  #send(request: LiveRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }

  #seen(seen: Seen): void {
    const look = this.#looks.at(-1);
    const { project, environment, flag } = look?.request ?? {};
    if (seen.project === project && seen.environment === environment && seen.flag === flag) look?.onSeen(seen);
  }
}

const KNOWN = new Set<string>(["changed", "receipts", "news", "inbox", "evaluations"] satisfies LiveEvent["type"][]);

function parseEvent(data: unknown): LiveEvent | undefined {
  try {
    const event = JSON.parse(String(data)) as LiveEvent;
    return KNOWN.has(event.type) ? event : undefined;
  } catch {
    return undefined;
  }
}
