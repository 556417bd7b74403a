import type { FlagData, Ruleset } from "@switchyard/core";
import { parseServerMessage, type Store } from "@switchyard/core/client";
import type { Advice } from "../advice.ts";
import type { CacheFile } from "./cache-file.ts";

/** Flags to answer with until the server is heard: the copy on disk, or else what the application was started with. */
export function takeKept(
  store: Store<FlagData, Ruleset>,
  cache: CacheFile | undefined,
  bootstrap: object | undefined,
  advice: Advice,
): void {
  const copy = cache?.read();
  if (copy !== undefined && !take(store, copy)) advice.once("warn", "the cache file is left out: it holds no flags");
  if (store.held || bootstrap === undefined) return;
  const isTaken = take(store, JSON.stringify(bootstrap));
  if (!isTaken) advice.once("warn", "`bootstrap` must be what GET /v1/snapshot answers; it is left out");
}

function take(store: Store<FlagData, Ruleset>, text: string): boolean {
  try {
    const message = parseServerMessage<FlagData>(text);
    return !!message && "flags" in message && message.type === "snapshot" && store.accept(message) !== undefined;
  } catch {
    return false;
  }
}
