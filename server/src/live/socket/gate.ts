import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { ERRORS, SwitchyardError } from "../../errors.ts";
import type { Log } from "../environment/log.ts";
import type { Meter } from "../meter.ts";
import { passThrough } from "./pass-through.ts";
import { refuse } from "./refuse.ts";

/** What became of a request that may be upgraded. */
interface Admission {
  /** Takes over the open socket. */
  accept(webSocket: WebSocket, socket: Duplex): void;
  /** Lines of the answer's head. */
  headers?: readonly string[];
}

/** One address that can be upgraded to a WebSocket. */
export interface Route {
  /** So many sockets at once, handshakes included. */
  limit: number;
  /** The subprotocol that must be offered. */
  protocol?: string;
  /**
   * Decides about a request before it is upgraded.
   *
   * @throws SwitchyardError which is the answer
   */
  admit(request: IncomingMessage): Promise<Admission>;
}

interface Options {
  routes: ReadonlyMap<string, Route>;
  handshakeMs: number;
  meter: Meter;
  log: Log;
}

const MAX_MESSAGE_BYTES = 64 * 1024;
const RETRY_SECONDS = { from: 5, spread: 25 };

/** Takes upgrade requests from HTTP servers, and turns them into open sockets or clear refusals. */
export class Gate {
  readonly #options: Options;
  readonly #sockets = new Map<Route, Set<Duplex>>();
  readonly #detach: (() => void)[] = [];
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression costs each connection 230 KiB and a broadcast four times the CPU; snapshots come gzipped over HTTP.
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  readonly #headers = new WeakMap<IncomingMessage, readonly string[]>();
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
    for (const route of options.routes.values()) this.#sockets.set(route, new Set());
    this.#webSockets.on("headers", (lines, request) => lines.push(...(this.#headers.get(request) ?? [])));
    this.#webSockets.on("wsClientError", (error, socket) =>
      refuse(socket, new SwitchyardError("INVALID_REQUEST", `This is not a WebSocket handshake: ${error.message}`)),
    );
  }

  attach(server: Server): void {
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.headers.upgrade?.toLowerCase() === "websocket") this.#onUpgrade(request, socket, head);
      else passThrough(server, request, socket, head);
    };
    server.on("upgrade", onUpgrade);
    this.#detach.push(() => server.off("upgrade", onUpgrade));
  }

  /** Refuses everything from now on. */
  close(): void {
    this.#isClosed = true;
  }

  /** Ends what is left, and lets go of the servers. */
  destroy(): void {
    for (const detach of this.#detach) detach();
    for (const sockets of this.#sockets.values()) for (const socket of sockets) socket.destroy();
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A socket that fails without a listener would end the process.
    socket.on("error", (error) => this.#options.log.debug({ err: error }, "socket failed"));
    const [path = ""] = (request.url ?? "").split("?", 1);
    this.#enter(path, request, socket, head).catch((error: unknown) => {
      if (!(error instanceof SwitchyardError)) this.#options.log.error({ err: error, path }, "upgrade failed");
      const known = error instanceof SwitchyardError ? error : busy("The server can't check this request just now");
      this.#options.meter.refused(ERRORS[known.code].status);
      refuse(socket, known);
    });
  }

  async #enter(path: string, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const route = this.#options.routes.get(path);
    const sockets = route && this.#sockets.get(route);
    if (!route || !sockets) throw new SwitchyardError("NOT_FOUND", `There is no WebSocket at ${path}`);
    if (this.#isClosed) throw busy("The server is going");
    if (sockets.size >= route.limit) throw busy(`All ${route.limit} connections are taken`);

    // Counted until it closes, whatever becomes of it.
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    requireProtocol(request, route.protocol);
    const { accept, headers = [] } = await this.#inTime(route.admit(request));
    if (socket.destroyed) return;
    if (this.#isClosed) throw busy("The server is going");
    this.#headers.set(request, headers);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, socket));
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(busy("The server is too slow just now")), this.#options.handshakeMs).unref();
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}

/** Whoever was refused together must not come back together. */
const busy = (message: string) =>
  new SwitchyardError("UNAVAILABLE", `${message}, try again later`, {
    retryAfter: RETRY_SECONDS.from + Math.floor(Math.random() * RETRY_SECONDS.spread),
  });

function requireProtocol({ headers }: IncomingMessage, protocol: string | undefined): void {
  const offered = headers["sec-websocket-protocol"];
  if (protocol === undefined || offered?.split(",").some((one) => one.trim() === protocol)) return;
  const received = offered === undefined ? "none" : "another";
  const message = `The subprotocol ${protocol} must be offered in Sec-WebSocket-Protocol, received ${received}`;
  throw new SwitchyardError("INVALID_REQUEST", message);
}
