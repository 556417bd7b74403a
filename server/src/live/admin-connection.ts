import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { LiveEvent } from "../api.ts";
import type { Storage } from "../storage/port.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { CLOSE } from "./close-code.ts";
import { frameText } from "./frame.ts";
import type { Hub } from "./hub.ts";
import { parseLiveRequest } from "./live-request.ts";
import { LookWatch } from "./look-watch.ts";
import type { NewsFeed } from "./news-feed.ts";
import type { Neighbours } from "./nodes/neighbours.ts";
import { Peer, type PeerContext } from "./peer.ts";
import { ReceiptWatch } from "./receipt-watch.ts";
import type { Vigil } from "./vigil.ts";

export interface AdminContext extends PeerContext {
  storage: Storage;
  hub: Hub;
  feed: ChangeFeed;
  news: NewsFeed;
  vigil: Vigil;
  neighbours: Neighbours;
}

/** A session that let somebody in, and how to look it up again. */
export interface AdminSession {
  id: string;
  isValid(): Promise<boolean>;
}

/** One admin UI: it hears of every change, and of one flag's receipts and evaluations while somebody looks at it. */
export class AdminConnection {
  readonly peer: Peer;
  readonly #context: AdminContext;
  readonly #stops: (() => void)[];
  #watch?: ReceiptWatch;
  #look?: LookWatch;

  constructor(webSocket: WebSocket, socket: Duplex, context: AdminContext, session: AdminSession) {
    this.#context = context;
    this.peer = new Peer(webSocket, socket, context, {
      received: (text) => this.#received(text),
      left: () => this.#left(),
    });
    const signedOut = () => this.peer.end(CLOSE.unauthorized, "the session has ended");
    this.#stops = [
      context.feed.listen((event) => this.#onChanged(event)),
      context.news.listen((event) => this.#send(event)),
      context.vigil.watch(session.id, session.isValid, signedOut),
    ];
  }

  #received(text: string): void {
    const request = parseLiveRequest(text);
    if (request.type === "watch" || request.type === "unwatch") {
      this.#watch?.stop();
      this.#watch = undefined;
    } else {
      this.#look?.stop();
      this.#look = undefined;
    }
    const { storage, hub, neighbours, timings } = this.#context;
    const parts = { storage, hub, neighbours, send: (event: LiveEvent) => this.#send(event) };
    if (request.type === "watch") {
      const watch = new ReceiptWatch(request, { ...parts, intervalMs: timings.receipts });
      this.#watch = watch;
      this.peer.run(() => watch.refresh());
    } else if (request.type === "look") {
      const look = new LookWatch(request, { ...parts, intervalMs: timings.looks });
      this.#look = look;
      this.peer.run(() => look.start());
    }
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
    this.#look?.stop();
  }
}
