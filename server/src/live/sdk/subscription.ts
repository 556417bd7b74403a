import type { Have } from "@switchyard/core";
import type { LiveEnvironment } from "../environment/live-environment.ts";
import { frameText } from "../socket/frame.ts";
import { currentText } from "../socket/messages.ts";
import type { Peer } from "../socket/peer.ts";

/**
 * What one SDK is told, framed. Server SDKs of an environment share one reader; a browser has its own, as some answers
 * are for its context only. Each call tells of the newest version and is followed by sending what it returned.
 */
export interface Reader {
  /** "You have it all." */
  current(): Buffer;
  snapshot(): Buffer;
  /** What brings an SDK from `version` to the newest, or `undefined` when that is out of reach. */
  changes(version: number): Buffer | undefined;
}

/**
 * What one SDK was told of its environment. Whatever is sent starts at the version that was sent before it and leads to
 * the newest: strictly in order, without a gap, nothing twice, and whoever is slow skips what is over.
 */
export class Subscription {
  readonly #environment: LiveEnvironment;
  readonly #peer: Peer;
  #reader: Reader;
  /** What it has by our account; `undefined` when only a snapshot helps. */
  #told?: Have;

  constructor(environment: LiveEnvironment, peer: Peer, reader: Reader) {
    this.#environment = environment;
    this.#peer = peer;
    this.#reader = reader;
  }

  /** The answer to a hello. `have` must not be newer than what we have ourselves. */
  begin(have: Have | undefined): void {
    this.#told = have;
    if (this.#isCurrent()) this.#peer.outbox.send(this.#reader.current());
    else this.catchUp();
  }

  /** Sends what is new, or leaves it for later when the socket can't take it now. What fails ends this socket alone. */
  catchUp(): void {
    this.#peer.run(() => this.#catchUp());
  }

  /** Says again what it has, for those that need a sign of life that is a message. */
  remind(): void {
    const { version } = this.#environment.entry;
    if (this.#isCurrent()) this.#peer.outbox.send(frameText(currentText(version)));
  }

  #catchUp(): void {
    if (this.#isCurrent() || !this.#peer.outbox.isReady(() => this.catchUp())) return;
    const { epoch, version } = this.#environment.entry;
    const changes = this.#told?.epoch === epoch ? this.#reader.changes(this.#told.version) : undefined;
    this.#peer.outbox.send(changes ?? this.#reader.snapshot());
    this.#told = { epoch, version };
  }

  /** Sends everything anew, for another context when a reader is given. */
  restart(reader = this.#reader): void {
    this.#reader = reader;
    this.#told = undefined;
    this.catchUp();
  }

  #isCurrent(): boolean {
    const { epoch, version } = this.#environment.entry;
    return this.#told?.version === version && this.#told.epoch === epoch;
  }
}
