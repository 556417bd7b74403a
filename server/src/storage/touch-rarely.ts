import type { Accounts } from "./port.ts";

/** "Last used" is for people who wonder whether a key can go: a minute is precise enough, and spares the disk. */
export const TOUCH_EVERY_MS = 60_000;

/** Of thousands of SDKs that connect at once with one key, one write reaches the database. */
export function touchRarely(touch: Accounts["touchKey"]): Accounts["touchKey"] {
  const touched = new Map<string, number>();
  return async (id, at) => {
    if (Math.abs(at - (touched.get(id) ?? Number.NEGATIVE_INFINITY)) < TOUCH_EVERY_MS) return;
    touched.set(id, at);
    await touch(id, at);
  };
}
