export interface Emitter<Events> {
  /** @returns what stops the listening; calling it again does nothing */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown): () => void;
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void;
}

/**
 * Events by name. A listener that throws, or whose promise rejects, stops neither the others nor the caller.
 *
 * @param failed hears of a listener's first error only: one that always throws would flood a log
 */
export function createEmitter<Events>(failed: (error: unknown) => void): Emitter<Events> {
  const byName = new Map<keyof Events, Set<(event: never) => void>>();

  return {
    on(name, call) {
      let report = failed;
      const listener = async (event: never) => {
        try {
          await call(event);
        } catch (error) {
          report(error);
          report = () => {};
        }
      };
      const listeners = byName.get(name) ?? new Set();
      byName.set(name, listeners.add(listener));
      return () => listeners.delete(listener);
    },
    emit(name, event) {
      // A copy, since a listener may add listeners.
      for (const listener of [...(byName.get(name) ?? [])]) listener(event as never);
    },
  };
}
