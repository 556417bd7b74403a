import { useSyncExternalStore } from "react";
import type { Configuration } from "../api/types.ts";
import type { Place } from "../api/writes.ts";

/** What was just saved, and what it replaced. */
export interface Undo {
  before: Configuration;
  /** Of the save: whoever saved after it is not undone. */
  version: number;
  until: number;
}

const UNDO_MS = 30_000;

const undos = new Map<string, Undo>();
const listeners = new Set<() => void>();

const idOf = ({ project, environment, flag }: Place) => JSON.stringify([project, flag, environment]);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Offers for half a minute to take a save back. */
export function offerUndo(place: Place, before: Configuration, version: number): void {
  undos.set(idOf(place), { before, version, until: Date.now() + UNDO_MS });
  tell();
}

export function forgetUndo(place: Place): void {
  undos.delete(idOf(place));
  tell();
}

export const useUndo = (place: Place): Undo | undefined =>
  useSyncExternalStore(subscribe, () => undos.get(idOf(place)));
