import { type Place, restore } from "../api/writes.ts";
import { offerUndo } from "../ui/undo-store.ts";

/** After a kill: the flag's configuration decides again, as it is by then. */
export const undoKill = (place: Place) => restore(place, "Undo of the kill");

/** @param at when it was killed */
export function offerUndoOfKill(place: Place, at: number): void {
  const { flag, environment } = place;
  offerUndo(
    {
      done: `${flag} is killed in ${environment}`,
      undo: () => undoKill(place),
      undone: `${flag} is restored in ${environment}`,
    },
    at,
  );
}
