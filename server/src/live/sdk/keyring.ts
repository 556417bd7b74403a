import { createHash } from "node:crypto";
import type { Key, Storage } from "../../storage/port.ts";
import type { Log } from "../environment/log.ts";
import type { Vigil } from "../vigil.ts";

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
  readonly #lookups = new Map<string, Promise<HeldKey | undefined>>();
  /** What is held, by its hash: thousands of SDKs with one key share one object. */
  readonly #held = new Map<string, { key: HeldKey; holders: number }>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** @throws what the storage throws */
  async find(token: string): Promise<HeldKey | undefined> {
    const sha256 = createHash("sha256").update(token).digest("hex");
    return this.#lookups.get(sha256) ?? this.#lookUp(sha256);
  }

  /** Calls `end` when the key was revoked. Returns the way to stop. */
  hold(key: HeldKey, end: () => void): () => void {
    const { storage, vigil, log } = this.#context;
    const { accounts } = storage;
    accounts
      .touchKey(key.id, Date.now())
      .catch((error: unknown) => log.warn({ err: error, key: key.id }, "a key's last use could not be written"));
    const isValid = async () => (await accounts.keyByHash(key.sha256)) !== undefined;
    const stop = vigil.watch(`key ${key.sha256}`, isValid, end);
    const held = this.#held.get(key.sha256) ?? { key, holders: 0 };
    this.#held.set(key.sha256, held);
    held.holders += 1;
    return () => {
      stop();
      held.holders -= 1;
      if (held.holders === 0) this.#held.delete(key.sha256);
    };
  }

  #lookUp(sha256: string): Promise<HeldKey | undefined> {
    const lookup = this.#read(sha256).finally(() => this.#lookups.delete(sha256));
    this.#lookups.set(sha256, lookup);
    return lookup;
  }

  /** Nothing that counts here ever changes in a key, but that it is revoked. */
  async #read(sha256: string): Promise<HeldKey | undefined> {
    const held = this.#held.get(sha256)?.key;
    try {
      const key = await this.#context.storage.accounts.keyByHash(sha256);
      return key && (this.#held.get(sha256)?.key ?? { ...key, sha256 });
    } catch (error) {
      // While the database is away, who comes back is let in as those who stayed are.
      if (held) return held;
      throw error;
    }
  }
}
