import { createHash } from "node:crypto";
import type { Key, Storage } from "../storage/port.ts";
import type { Log } from "./log.ts";
import type { Clock } from "./timings.ts";
import type { Vigil } from "./vigil.ts";

/** A key's last use is written down once a minute: thousands of SDKs that come back at once share one write. */
const TOUCH_MS = 60_000;

interface Context {
  storage: Storage;
  vigil: Vigil;
  clock: Clock;
  log: Log;
}

/** An SDK key that was looked up and found. */
export interface HeldKey extends Key {
  sha256: string;
}

/** SDK keys by what SDKs show of them. Only hashes leave this file. */
export class Keyring {
  readonly #context: Context;
  /** Look-ups under way: thousands of SDKs with one key share one. */
  readonly #lookups = new Map<string, Promise<Key | undefined>>();
  readonly #touchedAt = new Map<string, number>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** @throws what the storage throws */
  async find(token: string): Promise<HeldKey | undefined> {
    const sha256 = createHash("sha256").update(token).digest("hex");
    const lookup = this.#lookups.get(sha256) ?? this.#lookUp(sha256);
    const key = await lookup;
    return key && { ...key, sha256 };
  }

  /** Calls `end` when the key was revoked. Returns the way to stop. */
  hold(key: HeldKey, end: () => void): () => void {
    this.#touch(key);
    const { accounts } = this.#context.storage;
    const isValid = async () => (await accounts.keyByHash(key.sha256)) !== undefined;
    return this.#context.vigil.watch(`key ${key.sha256}`, isValid, end);
  }

  #lookUp(sha256: string): Promise<Key | undefined> {
    const lookup = this.#context.storage.accounts.keyByHash(sha256).finally(() => this.#lookups.delete(sha256));
    this.#lookups.set(sha256, lookup);
    return lookup;
  }

  #touch({ id }: Key): void {
    const { storage, clock, log } = this.#context;
    const now = clock.wall();
    if (now - (this.#touchedAt.get(id) ?? Number.NEGATIVE_INFINITY) < TOUCH_MS) return;
    this.#touchedAt.set(id, now);
    storage.accounts
      .touchKey(id, now)
      .catch((error: unknown) => log.warn({ err: error, key: id }, "a key's last use could not be written"));
  }
}
