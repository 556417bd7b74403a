import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { LiveEvent } from "../api.ts";
import type { Storage } from "../storage/port.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { CLOSE } from "./close-code.ts";
import { frameText } from "./frame.ts";
import type { Hub } from "./hub.ts";
import { parseLiveRequest } from "./live-request.ts";
import { Peer, type PeerContext } from "./peer.ts";
import { ReceiptWatch } from "./receipt-watch.ts";
import type { Vigil } from "./vigil.ts";

export interface AdminContext extends PeerContext {
  storage: Storage;
  hub: Hub;
  feed: ChangeFeed;
  vigil: Vigil;
}

/** A session that let somebody in, and how to look it up again. */
export interface AdminSession {
  id: string;
  isValid(): Promise<boolean>;
}

/** One admin UI: it hears of every change, and of one flag's receipts while somebody looks at it. */
export class AdminConnection {
  readonly peer: Peer;
  readonly #context: AdminContext;
  readonly #stops: (() => void)[];
  #watch?: ReceiptWatch;

  constructor(webSocket: WebSocket, socket: Duplex, context: AdminContext, session: AdminSession) {
    this.#context = context;
    this.peer = new Peer(webSocket, socket, context, {
      received: (text) => this.#received(text),
      left: () => this.#left(),
    });
    const signedOut = () => this.peer.end(CLOSE.unauthorized, "the session has ended");
    this.#stops = [
      context.feed.listen((event) => this.#onChanged(event)),
      context.vigil.watch(session.id, session.isValid, signedOut),
    ];
  }

  #received(text: string): void {
    const request = parseLiveRequest(text);
    if (request.type === "look" || request.type === "unlook") return;
    this.#watch?.stop();
    this.#watch = undefined;
    if (request.type === "unwatch") return;
    const { storage, hub, timings } = this.#context;
    const watch = new ReceiptWatch(request, {
      storage,
      hub,
      intervalMs: timings.receipts,
      send: (event) => this.#send(event),
    });
    this.#watch = watch;
    this.peer.run(() => watch.refresh());
  }

  #onChanged(event: Extract<LiveEvent, { type: "changed" }>): void {
    this.#send(event);
    const watch = this.#watch;
    if (watch?.concerns(event)) this.peer.run(() => watch.refresh());
  }

  /** Whoever can't keep up begins anew: after a reconnect the UI reads everything again. */
  #send(event: LiveEvent): void {
    const isReady = this.peer.outbox.isReady(() => {});
    if (isReady) this.peer.outbox.send(frameText(JSON.stringify(event)));
    else this.peer.end(CLOSE.tryAgainLater, "you are behind, connect again");
  }

  #left(): void {
    for (const stop of this.#stops) stop();
    this.#watch?.stop();
  }
}
