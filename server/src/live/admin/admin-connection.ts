import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { LiveEvent } from "../../api.ts";
import type { Authority } from "../../storage/authority.ts";
import type { Storage } from "../../storage/port.ts";
import type { Hub } from "../hub.ts";
import type { Sees } from "../names.ts";
import type { Neighbours } from "../nodes/neighbours.ts";
import { CLOSE } from "../socket/close-code.ts";
import { frameText } from "../socket/frame.ts";
import { Peer, type PeerContext } from "../socket/peer.ts";
import type { Vigil } from "../vigil.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { InboxFeed } from "./inbox-feed.ts";
import { parseLiveRequest } from "./live-request.ts";
import { LookWatch } from "./look-watch.ts";
import type { NewsFeed } from "./news-feed.ts";
import { ReceiptWatch } from "./receipt-watch.ts";

export interface AdminContext extends PeerContext {
  storage: Storage;
  hub: Hub;
  feed: ChangeFeed;
  news: NewsFeed;
  inbox: InboxFeed;
  vigil: Vigil;
  neighbours: Neighbours;
}

/** Somebody who came with a session, as they were when they came. */
export interface Visitor {
  /** Another one when the session is another, or what they may do. */
  id: string;
  authority: Authority;
}

/** A visitor, and how to look whether they still are. */
export interface AdminSession extends Visitor {
  /** Who they are now; `undefined` when the session has ended. */
  lookAgain(): Promise<Visitor | undefined>;
}

/** One admin UI: it hears of every change that its person may see, and of one flag's receipts and evaluations while somebody looks at it. */
export class AdminConnection {
  readonly peer: Peer;
  readonly #context: AdminContext;
  readonly #sees: Sees;
  readonly #stops: (() => void)[];
  #watch?: ReceiptWatch;
  #look?: LookWatch;

  constructor(webSocket: WebSocket, socket: Duplex, context: AdminContext, session: AdminSession) {
    this.#context = context;
    this.peer = new Peer(webSocket, socket, context, {
      received: (text) => this.#received(text),
      left: () => this.#left(),
    });
    this.#sees = ({ projectId, environmentId }) => session.authority.roleAt(projectId, environmentId) !== undefined;
    const isValid = async () => (await session.lookAgain())?.id === session.id;
    this.#stops = [
      context.feed.listen((event, ids) => this.#sees(ids) && this.#onChanged(event)),
      context.news.listen((event, ids) => this.#sees(ids) && this.#send(event)),
      context.inbox.listen((event, id) => session.authority.roleAt(id) !== undefined && this.#send(event)),
      context.vigil.watch(`session ${session.id}`, isValid, () => this.peer.run(() => this.#sendAway(session))),
    ];
  }

  async #sendAway(session: AdminSession): Promise<void> {
    if (await session.lookAgain()) this.peer.end(CLOSE.tryAgainLater, "you may do other things now, connect again");
    else this.peer.end(CLOSE.unauthorized, "the session has ended");
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
    const parts = { storage, hub, neighbours, sees: this.#sees, send: (event: LiveEvent) => this.#send(event) };
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
