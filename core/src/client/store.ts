import type { Changes, Current, Have, Snapshot } from "../messages/messages.ts";

/** What an SDK makes of flags, once, on arrival. Immutable. */
export interface Flags {
  readonly flags: { readonly size: number };
}

/**
 * Makes new flags of a message: all of them of a snapshot, or `before` with changes applied. Must leave `before` as
 * it is; may throw on a message that it can't read.
 */
export type Take<Flag, Data> = (message: Snapshot<Flag> | Changes<Flag>, before: Data | undefined) => Swap<Data>;

export interface Swap<Data> {
  data: Data;
  /** Keys of the flags that may answer differently now, removed ones included. */
  changed: string[];
}

export interface Held<Data> {
  readonly have: Readonly<Have>;
  readonly data: Data;
}

export interface Store<Flag, Data> {
  /** One immutable state, replaced as a whole; `undefined` until the first snapshot. */
  readonly held: Held<Data> | undefined;
  /**
   * @returns keys of the flags that may answer differently now, none when all of it was known already or older;
   *   `undefined` when it does not fit and only a snapshot can help
   */
  accept(message: Current | Snapshot<Flag> | Changes<Flag>): string[] | undefined;
}

/**
 * Last known good. Whatever arrives, in whatever order: the version never goes back within an epoch, only a whole
 * snapshot starts another epoch, and a set without flags never replaces one with flags (flags leave by name).
 */
export function createStore<Flag, Data extends Flags>(take: Take<Flag, Data>): Store<Flag, Data> {
  const store: { -readonly [Name in keyof Store<Flag, Data>]: Store<Flag, Data>[Name] } = {
    held: undefined,
    accept(message) {
      const { held } = store;
      if (message.type === "current") return message.version === held?.have.version ? [] : undefined;
      let { epoch, version } = held?.have ?? ({ version: -1 } as Have);
      const { stamp } = message;
      if (message.type === "changes") {
        if (message.to <= version) return [];
        if (message.from !== version) return undefined;
        version = message.to;
      } else {
        // An equal version is taken: in a browser it is the answer for another context.
        if (message.epoch === epoch && message.version < version) return [];
        if (!message.flags.length && held?.data.flags.size) return undefined;
        ({ epoch, version } = message);
      }
      const { data, changed } = take(message, held?.data);
      store.held = { have: { epoch, version, stamp }, data };
      return changed;
    },
  };
  return store;
}
