/** Tells everyone who wants to know; a listener that throws stops nobody, least of all whoever tells. */
export function createListeners<Event>(onError: (error: unknown) => void) {
  const listeners = new Set<{ listener: (event: Event) => void }>();
  return {
    /** Returns the way to stop. */
    add(listener: (event: Event) => void): () => void {
      const entry = { listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    tell(event: Event): void {
      for (const { listener } of [...listeners]) {
        try {
          listener(event);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
