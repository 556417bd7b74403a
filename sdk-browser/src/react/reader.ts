import type { Client, Details } from "../client-types.ts";

/** An answer without what changes for all flags at once: see `useFlagsStatus`. */
export type FlagDetails<T> = Omit<Details<T>, "version" | "stale">;

/** Answers by key, the same object until they change: React compares, and renders often. */
export interface Reader {
  read<T>(key: string, defaultValue: T): FlagDetails<T>;
}

interface Entry {
  details: FlagDetails<unknown>;
  defaultValue: unknown;
}

/**
 * @param ask what a client answers
 * @param first where an equal answer is taken from, so that React finds nothing new in it
 */
export function createReader(
  ask: Client["getDetails"],
  first?: Reader,
): Reader & { forget(keys?: readonly string[]): void } {
  /** By key, then by the type that was asked for. */
  const known = new Map<string, Map<string, Entry>>();
  return {
    read<T>(key: string, defaultValue: T) {
      const byType = known.get(key) ?? new Map<string, Entry>();
      known.set(key, byType);
      const before = byType.get(typeof defaultValue);
      // A default is written anew in each render; what a flag gives does not depend on it.
      if (before && (before.details.variant !== undefined || Object.is(before.defaultValue, defaultValue))) {
        return before.details as FlagDetails<T>;
      }
      const { version: _version, stale: _stale, ...asked } = ask(key, defaultValue);
      const likely = first?.read(key, defaultValue);
      const details = JSON.stringify(likely) === JSON.stringify(asked) ? (likely ?? asked) : asked;
      byType.set(typeof defaultValue, { details, defaultValue });
      return details;
    },
    forget(keys = [...known.keys()]) {
      for (const key of keys) known.delete(key);
    },
  };
}

const readers = new WeakMap<Client, Reader>();

/** The one reader of a client. It listens as long as the client lives, which is as long as the page. */
export function readerOf(client: Client, first: Reader): Reader {
  const found = readers.get(client);
  if (found) return found;
  const reader = createReader(client.getDetails, first);
  client.on("change", ({ flags }) => reader.forget(flags));
  client.on("ready", () => reader.forget());
  readers.set(client, reader);
  return reader;
}
