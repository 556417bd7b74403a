import type { Hint } from "./port.ts";

export type CommitListener = (hints: Hint[]) => void;

/** Tells everyone who wants to know; a listener that throws stops nobody, least of all the change, which is done. */
export function createCommitListeners(onError: (error: unknown) => void) {
  const listeners = new Set<{ listener: CommitListener }>();
  return {
    add(listener: CommitListener): () => void {
      const entry = { listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    tell(hints: Hint[]): void {
      if (hints.length === 0) return;
      for (const { listener } of [...listeners]) {
        try {
          listener(hints);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
