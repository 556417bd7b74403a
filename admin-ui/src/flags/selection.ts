import type { Flag } from "../api/types.ts";

/** The flags that are ticked, also those on other pages. */
export interface Selection {
  flags: ReadonlyMap<string, Flag>;
  toggle: (flag: Flag) => void;
  set: (flags: readonly Flag[], ticked: boolean) => void;
  clear: () => void;
}

export function toggled(ticked: ReadonlyMap<string, Flag>, flags: readonly Flag[], on: boolean): Map<string, Flag> {
  const next = new Map(ticked);
  for (const flag of flags) {
    if (on) next.set(flag.key, flag);
    else next.delete(flag.key);
  }
  return next;
}
