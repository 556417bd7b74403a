import type { Have } from "@switchyard/core";
import type { LiveEnvironment } from "./live-environment.ts";
import type { Outbox } from "./outbox.ts";
import type { Reader } from "./reader.ts";

/**
 * What one SDK was told of its environment. Whatever is sent starts at the version that was sent before it and leads to
 * the newest: strictly in order, without a gap, nothing twice, and whoever is slow skips what is over.
 */
export class Subscription {
  readonly #environment: LiveEnvironment;
  readonly #outbox: Outbox;
  #reader: Reader;
  /** What it has by our account; `undefined` when only a snapshot helps. */
  #told?: Have;

  constructor(environment: LiveEnvironment, outbox: Outbox, reader: Reader) {
    this.#environment = environment;
    this.#outbox = outbox;
    this.#reader = reader;
  }

  /** The answer to a hello. `have` must not be newer than what we have ourselves. */
  begin(have: Have | undefined): void {
    this.#told = have;
    if (this.#isCurrent()) this.#outbox.send(this.#reader.current());
    else this.catchUp();
  }

  /** Sends what is new, or leaves it for later when the socket can't take it now. */
  catchUp(): void {
    if (this.#isCurrent() || !this.#outbox.isReady(() => this.catchUp())) return;
    const { epoch, version } = this.#environment.entry;
    const changes = this.#told?.epoch === epoch ? this.#reader.changes(this.#told.version) : undefined;
    this.#outbox.send(changes ?? this.#reader.snapshot());
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
