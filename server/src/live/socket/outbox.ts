import type { Duplex } from "node:stream";

/**
 * From here on a socket is behind: no further message is added before all of this is gone. With one message of
 * up to as much on top, less than 1 MB waits for a socket that doesn't read.
 */
const BEHIND_BYTES = 512 * 1024;

/** The way out to one socket: ready frames go over it as they are, as long as the other side takes them. */
export class Outbox {
  readonly #socket: Duplex;
  readonly #stuckMs: number;
  #stuck?: NodeJS.Timeout;
  #isClosed = false;

  /** @param stuckMs how long the other side may take nothing before its socket is destroyed */
  constructor(socket: Duplex, stuckMs: number) {
    this.#socket = socket;
    this.#stuckMs = stuckMs;
  }

  /** Whether a message may be added now. When not, `onReady` is called once when that has changed. */
  isReady(onReady: () => void): boolean {
    if (this.#stuck || this.#isClosed) return false;
    if (this.#socket.writableLength < BEHIND_BYTES) return true;
    this.#stuck = setTimeout(() => this.#socket.destroy(), this.#stuckMs).unref();
    this.#socket.once("drain", () => {
      clearTimeout(this.#stuck);
      this.#stuck = undefined;
      onReady();
    });
    return false;
  }

  /** The frame must be whole, and is never changed by anybody. */
  send(frame: Buffer): void {
    if (this.#socket.writable && !this.#isClosed) this.#socket.write(frame);
  }

  /** Nothing is sent any more: after a close frame nothing may follow. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#stuck);
  }
}
