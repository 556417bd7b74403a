/** Something that was just done, and the way back. */
export interface Undoable {
  /** What was done: "new-checkout is killed in production". */
  done: string;
  /** Takes it back. What it throws is shown. */
  undo: () => Promise<unknown>;
  /** What is so again after that: "new-checkout is restored in production". */
  undone: string;
}

export const UNDO_SECONDS = 30;

type Offer = Undoable & { until: number };

let offered: Offer | undefined;
const listeners = new Set<() => void>();

function set(next: Offer | undefined): void {
  offered = next;
  for (const listener of listeners) listener();
}

/**
 * Offers the way back for 30 seconds, at the edge of whatever screen is open. The newest offer replaces the last.
 *
 * @param at when it was done, milliseconds since 1970: a dialog that has an undo of its own offers it here when it closes
 */
export function offerUndo(undoable: Undoable, at = Date.now()): void {
  set({ ...undoable, until: at + UNDO_SECONDS * 1000 });
}

export const withdrawUndo = () => set(undefined);

export const currentUndo = () => offered;

export function onUndo(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
