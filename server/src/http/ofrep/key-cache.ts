import { hash } from "node:crypto";
import type { Socket } from "node:net";
import { SwitchyardError } from "../../errors.ts";
import { findKey } from "../../keys/find-key.ts";
import { SDK_KEY } from "../../keys/key-format.ts";
import type { Key, Storage } from "../../storage/port.ts";

/** After so long a key is looked up again, behind the answer; a revoked one gets in no longer than {@link STALE_MS}. */
const FRESH_MS = 2_000;
const STALE_MS = 4_000;
const MAX_ENTRIES = 10_000;
/** Look-ups of keys that were not known a second: guessing must not keep the database busy. */
const MAX_LOOKUPS = 200;

interface Held {
  key: Key | undefined;
  at: number;
  lookup: Promise<void> | undefined;
}

/** SDK keys by what requests show of them, so that an evaluation asks the database for nothing. */
export class KeyCache {
  readonly #storage: Storage;
  readonly #now: () => number;
  /** By their hashes: only what stands in the database as well is kept. */
  readonly #held = new Map<string, Held>();
  /** What a connection showed last, for as long as it is open: the same again needs no hash. */
  readonly #shown = new WeakMap<Socket, { token: string; held: Held }>();
  #second = 0;
  #lookups = 0;

  /** @param now on a monotonic clock, in milliseconds */
  constructor(storage: Storage, now: () => number = () => performance.now()) {
    this.#storage = storage;
    this.#now = now;
  }

  /**
   * The key in force that this is. While the database fails, what was known stays.
   *
   * @returns at once when it is known
   * @throws SwitchyardError TOO_MANY_REQUESTS; what the storage throws when the key was never looked up
   */
  find(token: string, socket: Socket): Key | undefined | Promise<Key | undefined> {
    const shown = this.#shown.get(socket);
    const held = shown?.token === token ? shown.held : this.#heldFor(token, socket);
    if (held === undefined) return SDK_KEY.test(token) ? this.#first(token) : undefined;
    const age = this.#now() - held.at;
    if (age < FRESH_MS) return held.key;
    held.lookup ??= this.#again(held, token);
    return age < STALE_MS ? held.key : held.lookup.then(() => held.key);
  }

  #heldFor(token: string, socket: Socket): Held | undefined {
    const held = this.#held.get(idOf(token));
    if (held?.key) this.#shown.set(socket, { token, held });
    return held;
  }

  async #first(token: string): Promise<Key | undefined> {
    const second = Math.floor(this.#now() / 1000);
    this.#lookups = second === this.#second ? this.#lookups + 1 : 1;
    this.#second = second;
    if (this.#lookups > MAX_LOOKUPS) {
      const message = `At most ${MAX_LOOKUPS} keys that are not known yet are looked up a second, received more`;
      throw new SwitchyardError("TOO_MANY_REQUESTS", message, { retryAfter: 1 });
    }
    const key = await findKey(this.#storage, token);
    for (const old of this.#held.keys()) {
      if (this.#held.size < MAX_ENTRIES) break;
      this.#held.delete(old);
    }
    this.#held.set(idOf(token), { key, at: this.#now(), lookup: undefined });
    return key;
  }

  async #again(held: Held, token: string): Promise<void> {
    try {
      held.key = await findKey(this.#storage, token);
    } catch {
      // The database fails: said elsewhere. The key stays what it was, and is looked up again soon.
    }
    held.at = this.#now();
    held.lookup = undefined;
  }
}

const idOf = (token: string) => hash("sha256", token, "base64url");
