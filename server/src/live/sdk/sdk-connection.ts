import type { Duplex } from "node:stream";
import {
  type ContextChange,
  type Guards,
  type Hello,
  PROTOCOL_VERSION,
  parseSdkMessage,
  type Report,
  type SdkMessage,
} from "@switchyard/core";
import type { WebSocket } from "ws";
import type { ContextSigning } from "../../signing/context-signing.ts";
import type { Channel } from "../channel.ts";
import type { Setback } from "../environment/setback.ts";
import type { Hub } from "../hub.ts";
import type { Names } from "../names.ts";
import { CLOSE, Refusal } from "../socket/close-code.ts";
import { isAllowedOrigin } from "../socket/origin.ts";
import { Peer, type PeerContext, type PeerEvents } from "../socket/peer.ts";
import { acceptContext, requireUnexpired } from "./accept-context.ts";
import type { HeldKey, Keyring } from "./keyring.ts";
import { isNewer, readAgain } from "./read-again.ts";
import { type GuardSink, type ReportSink, reporterOf } from "./report-sink.ts";
import { SdkInstance } from "./sdk-instance.ts";
import { Subscription } from "./subscription.ts";

export interface SdkContext extends PeerContext {
  hub: Hub;
  keyring: Keyring;
  names: Names;
  setback: Setback;
  signing: ContextSigning;
  reports: ReportSink;
  guards: GuardSink;
}

/** How an SDK came in: a server with its key in the header, or a browser from some page. */
export type Entrance = { key: HeldKey } | { origin: string | undefined };

/** What exists from the answer to the hello on. */
interface Session {
  channel: Channel;
  subscription: Subscription;
  instance: SdkInstance;
  key: HeldKey;
  /** When the signed context that it asks for has had its time, milliseconds since 1970. */
  expiresAt?: number;
}

/** One SDK's stream: its hello, and what it says afterwards. */
export class SdkConnection implements PeerEvents {
  readonly peer: Peer;
  readonly #context: SdkContext;
  readonly #entrance: Entrance;
  #helloTimer?: NodeJS.Timeout;
  /** Messages that came while the hello was being answered. */
  #early?: SdkMessage[];
  #session?: Session;
  #releaseKey = () => {};

  constructor(webSocket: WebSocket, socket: Duplex, context: SdkContext, entrance: Entrance) {
    this.#context = context;
    this.#entrance = entrance;
    this.peer = new Peer(webSocket, socket, context, this);
    const { hello } = context.timings;
    const late = () => this.peer.end(CLOSE.timeout, `no hello in ${hello} ms`);
    this.#helloTimer = setTimeout(late, hello).unref();
    if ("key" in entrance) this.#hold(entrance.key);
  }

  received(text: string): void {
    const message = parseSdkMessage(text);
    // A type that this version doesn't know: from a newer SDK.
    if (message === undefined) return;
    if ("problem" in message) {
      if (!message.harmless) throw new Refusal(CLOSE.invalidPayload, message.problem);
      this.#context.log.warn({ problem: message.problem }, "what an SDK reports can't be taken, it is left out");
      return;
    }
    if (this.#session) this.#handle(message, this.#session);
    else if (this.#early) this.#early.push(message);
    else if (message.type === "hello") {
      this.#stopWaiting();
      this.#early = [];
      this.peer.run(() => this.#begin(message));
    } else throw new Refusal(CLOSE.policy, `hello must come first, received ${message.type}`);
  }

  #stopWaiting(): void {
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
  }

  async #begin(hello: Hello): Promise<void> {
    if (hello.protocol !== PROTOCOL_VERSION) {
      const rule = `protocol must be ${PROTOCOL_VERSION}, received ${hello.protocol}`;
      throw new Refusal(CLOSE.protocol, rule);
    }
    const key = await this.#authenticate(hello);
    const channel = await this.#context.hub.channel(key.environmentId);
    await readAgain(hello.have, channel.environment, key, this.#context.setback);
    if (this.peer.hasLeft) return;

    // From here on nothing is awaited: no version can come between the answer and joining the channel.
    if (isNewer(hello.have, channel.environment)) {
      const at = { environment: key.environmentId, instance: hello.instance, has: hello.have?.version };
      this.#context.log.warn({ ...at, serving: channel.environment.entry.version }, "an SDK is ahead of this server");
      throw new Refusal(CLOSE.behind, "this server is behind what you have, try again later");
    }
    const { context, expiresAt } = isBrowser(key) ? acceptContext(this.#context, key, hello) : {};
    const reader = context ? channel.browserReader(context, hello.contextId) : channel.serverReader();
    const subscription = new Subscription(channel.environment, this.peer, reader);
    const instance = new SdkInstance(hello, key, this.peer, this.#context.clock);
    const session = { channel, subscription, instance, key, expiresAt };
    this.#session = session;
    const have = hello.have && channel.environment.isOurs(hello.have) ? hello.have : undefined;
    subscription.begin(have);
    channel.join(subscription);
    channel.pollers.leave(instance.id);
    channel.receipts.join(instance);
    if (!instance.browser) channel.looks.join(instance);
    if (have) channel.receipts.confirm(instance, have.version);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.#handle(message, session);
  }

  /** Browsers can't see pings, and must notice a dead link too. */
  beat(): void {
    if (!this.#session || !isBrowser(this.#session.key)) return;
    requireUnexpired(this.#session, this.#context.clock);
    this.#session.subscription.remind();
  }

  async #authenticate({ key: token }: Hello): Promise<HeldKey> {
    if ("key" in this.#entrance) return this.#entrance.key;
    const { origin } = this.#entrance;
    if (token === undefined)
      throw new Refusal(CLOSE.unauthorized, "no client key came: pass `clientKey` (sw_client_…) to createClient()");
    const key = await this.#context.keyring.find(token);
    if (key === undefined) throw new Refusal(CLOSE.unauthorized, "the client key is unknown or was revoked");
    if (key.kind !== "client") {
      throw new Refusal(
        CLOSE.forbidden,
        "a server key belongs in no browser: revoke it, and use a client key (sw_client_…)",
      );
    }
    if (!isAllowedOrigin(key.origins, origin)) {
      throw new Refusal(CLOSE.forbidden, `the client key may not be used from ${origin ?? "nowhere (no Origin)"}`);
    }
    if (!this.peer.hasLeft) this.#hold(key);
    return key;
  }

  #hold(key: HeldKey): void {
    this.#releaseKey = this.#context.keyring.hold(key, () => this.peer.end(CLOSE.unauthorized, "the key was revoked"));
  }

  #handle(message: SdkMessage, session: Session): void {
    switch (message.type) {
      case "hello":
        throw new Refusal(CLOSE.policy, "hello must come once, received a second one");
      case "resync":
        requireUnexpired(session, this.#context.clock);
        session.subscription.restart();
        break;
      case "context":
        this.#changeContext(message, session);
        break;
      case "applied":
        this.#confirm(message.version, session);
        break;
      case "report":
        this.#report(message, session);
        break;
      case "guards":
        this.#guards(message, session);
        break;
      case "evaluations":
        if (session.instance.browser) throw new Refusal(CLOSE.policy, "evaluations are for server SDKs only");
        session.channel.looks.saw(session.instance, message);
    }
  }

  #changeContext(message: ContextChange, session: Session): void {
    const { channel, subscription, key } = session;
    if (!isBrowser(key)) throw new Refusal(CLOSE.policy, "context is for browsers only");
    const { context, expiresAt } = acceptContext(this.#context, key, message);
    session.expiresAt = expiresAt;
    subscription.restart(channel.browserReader(context, message.contextId));
  }

  #report(report: Report, { channel, key, instance }: Session): void {
    this.#context.reports.take(reporterOf(key, instance), report, channel.environment.entry.flags);
  }

  #guards(guards: Guards, { channel, key, instance }: Session): void {
    this.#context.guards.take(reporterOf(key, instance), guards, channel.environment.entry.flags);
  }

  #confirm(version: number, { channel, instance }: Session): void {
    const newest = channel.environment.entry.version;
    if (version > newest) {
      throw new Refusal(CLOSE.behind, `applied.version is ${version}, this server is at ${newest}`);
    }
    // Bounded by what we sent, unlike everything else that an SDK can say.
    if (version > instance.confirmed) this.peer.forgive();
    channel.receipts.confirm(instance, version);
  }

  left(): void {
    this.#stopWaiting();
    this.#releaseKey();
    if (!this.#session) return;
    const { channel, subscription, instance } = this.#session;
    channel.leave(subscription);
    if (!instance.browser) channel.looks.leave(instance);
    channel.receipts.leave(instance);
  }
}

const isBrowser = ({ kind }: HeldKey) => kind === "client";
