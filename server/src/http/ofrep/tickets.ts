import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Key } from "../../storage/port.ts";

/** A ticket opens streams for this long at least, and twice this long at most. What is open stays open. */
export const WINDOW_MS = 15 * 60_000;

export interface Ticket {
  keyId: string;
  environmentId: string;
}

/**
 * What stands in a stream's address instead of the key, because addresses end up in logs and histories: it opens a
 * stream that carries no answers, for a while. All of a key's tickets of one window are the same, on every node.
 */
export class Tickets {
  readonly #secret: Buffer;

  /** @param secret of the server, the same for all nodes */
  constructor(secret: string) {
    this.#secret = Buffer.from(hkdfSync("sha256", secret, "", "switchyard ofrep stream", 32));
  }

  /** @param window as {@link windowAt} has it */
  write({ id, environmentId }: Key, window: number): string {
    const payload = Buffer.from(JSON.stringify([id, environmentId, window])).toString("base64url");
    return `${payload}.${this.#sign(payload)}`;
  }

  /** Whom a ticket lets in; `undefined` when it is not one of ours, or over. */
  read(ticket: string, now: number): Ticket | undefined {
    const [payload = "", signature = ""] = ticket.split(".", 2);
    const expected = Buffer.from(this.#sign(payload));
    const received = Buffer.from(signature);
    if (expected.length !== received.length || !timingSafeEqual(expected, received)) return undefined;
    const [keyId, environmentId, window] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
      string,
      string,
      number,
    ];
    const age = windowAt(now) - window;
    return age === 0 || age === 1 ? { keyId, environmentId } : undefined;
  }

  #sign(payload: string): string {
    return createHmac("sha256", this.#secret).update(payload).digest("base64url");
  }
}

/** @param now milliseconds since 1970 */
export const windowAt = (now: number) => Math.floor(now / WINDOW_MS);
