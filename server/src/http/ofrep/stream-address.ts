import type { IncomingMessage } from "node:http";
import type { Key } from "../../storage/port.ts";
import { STREAM_PATH } from "./routes.ts";
import type { Tickets } from "./tickets.ts";

/** After so long in the background a page may end its stream. */
const INACTIVITY_SECONDS = 120;
const HOST = /^[A-Za-z0-9.:[\]_-]{1,260}$/;
const MAX_KEPT = 1_000;

/** Writes where changes are pushed, as a bulk answer says it: the same text for a key, a window and a way to this server. */
export class StreamAddress {
  readonly #tickets: Tickets;
  readonly #written = new Map<string, string>();

  #last?: { key: Key; window: number; host: string; proto: string | string[] | undefined; text: string };

  constructor(tickets: Tickets) {
    this.#tickets = tickets;
  }

  /** @returns `,"eventStreams":[…]`, or nothing when the request doesn't say how it reached this server */
  write({ headers }: IncomingMessage, key: Key, window: number): string {
    const { host = "" } = headers;
    const proto = headers["x-forwarded-proto"];
    const last = this.#last;
    // Mostly the same as the last time, which costs less to see than to look up.
    if (last?.key === key && last.window === window && last.host === host && last.proto === proto) return last.text;
    const text = this.#find(host, proto, key, window);
    this.#last = { key, window, host, proto, text };
    return text;
  }

  #find(host: string, proto: string | string[] | undefined, key: Key, window: number): string {
    const id = `${window} ${key.id} ${proto} ${host}`;
    const known = this.#written.get(id);
    if (known !== undefined) return known;
    if (!HOST.test(host)) return "";
    // Whoever ends TLS in front of this server says so.
    const scheme = /^\s*https\s*(,|$)/i.test(String(proto)) ? "https" : "http";
    const url = `${scheme}://${host}${STREAM_PATH}?ticket=${this.#tickets.write(key, window)}`;
    const streams = [{ type: "sse", url, inactivityDelaySec: INACTIVITY_SECONDS }];
    const text = `,"eventStreams":${JSON.stringify(streams)}`;
    if (this.#written.size >= MAX_KEPT) this.#written.clear();
    this.#written.set(id, text);
    return text;
  }
}
