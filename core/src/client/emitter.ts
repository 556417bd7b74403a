export interface Emitter<Events> {
  /** @returns what stops the listening; calling it again does nothing */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown): () => void;
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void;
}

/**
 * Events by name. A listener that throws, or whose promise rejects, stops neither the others nor the caller.
 *
 * @param failed hears of every error of a listener
 */
export function createEmitter<Events>(failed: (error: unknown) => void): Emitter<Events> {
  const all = new Set<readonly [keyof Events, (event: never) => unknown]>();

  return {
    on(name, listener) {
      const one = [name, listener] as const;
      all.add(one);
      return () => all.delete(one);
    },
    emit(name, event) {
      // A copy, since a listener may add listeners.
      for (const [to, listener] of [...all]) if (to === name) (async () => listener(event as never))().catch(failed);
    },
  };
}
