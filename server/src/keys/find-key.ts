import { sha256 } from "../auth/tokens.ts";
import type { Key, Storage } from "../storage/port.ts";

/** "Last used" is precise to this: a busy key costs one write a minute, not one a request. */
const TOUCH_EVERY_MS = 60_000;

/** The unrevoked SDK key that this is, noting that it was used. */
export async function findKey({ accounts }: Storage, key: string, now = Date.now()): Promise<Key | undefined> {
  const found = await accounts.keyByHash(sha256(key));
  if (found && (found.lastUsedAt ?? 0) < now - TOUCH_EVERY_MS) await accounts.touchKey(found.id, now);
  return found;
}
