import { createListeners } from "./listeners.ts";
import type { Hint } from "./port.ts";

/** Told after every commit that raised versions. */
export function createCommitListeners(onError: (error: unknown) => void) {
  const listeners = createListeners<Hint[]>(onError);
  return {
    add: listeners.add,
    tell(hints: Hint[]): void {
      if (hints.length > 0) listeners.tell(hints);
    },
  };
}
