import { createHash } from "node:crypto";
import type { Key, Storage } from "../storage/port.ts";
import type { Log } from "./log.ts";
import type { Vigil } from "./vigil.ts";

interface Context {
  storage: Storage;
  vigil: Vigil;
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
    const { storage, vigil, log } = this.#context;
    const { accounts } = storage;
    accounts
      .touchKey(key.id, Date.now())
      .catch((error: unknown) => log.warn({ err: error, key: key.id }, "a key's last use could not be written"));
    const isValid = async () => (await accounts.keyByHash(key.sha256)) !== undefined;
    return vigil.watch(`key ${key.sha256}`, isValid, end);
  }

  #lookUp(sha256: string): Promise<Key | undefined> {
    const lookup = this.#context.storage.accounts.keyByHash(sha256).finally(() => this.#lookups.delete(sha256));
    this.#lookups.set(sha256, lookup);
    return lookup;
  }
}
