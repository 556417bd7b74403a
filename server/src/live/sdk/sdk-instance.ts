import type { Hello } from "@switchyard/core";
import type { Askable } from "../books/look-book.ts";
import type { Peer } from "../socket/peer.ts";
import type { Clock } from "../timings.ts";
import type { HeldKey } from "./keyring.ts";

/** What is known of a connected SDK. A class: a literal with a getter costs 500 bytes more, for each connection. */
export class SdkInstance implements Askable {
  readonly id: string;
  readonly instance: string;
  readonly app?: string;
  readonly sdk: string;
  readonly browser: boolean;
  readonly polling = false;
  readonly connectedAt: number;
  readonly since: number;
  readonly #peer: Peer;
  confirmed = 0;

  constructor({ instance, app, sdk }: Hello, { id, kind }: HeldKey, peer: Peer, clock: Clock) {
    this.id = `${id} ${instance}`;
    this.instance = instance;
    this.app = app;
    this.sdk = sdk;
    this.browser = kind === "client";
    this.connectedAt = clock.wall();
    this.since = clock.monotonic();
    this.#peer = peer;
  }

  get lastSeen(): number {
    return this.#peer.lastSeen;
  }

  send(frame: Buffer): void {
    this.#peer.outbox.send(frame);
  }
}
