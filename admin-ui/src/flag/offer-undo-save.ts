import type { Configuration } from "../api/types.ts";
import { type Place, saveConfiguration } from "../api/writes.ts";
import { offerUndo } from "../ui/undo-store.ts";
import { toInput } from "./draft.ts";

/** The way back from a save: what was there before it, unless somebody else has saved since. */
export function offerUndoSave(place: Place, before: Configuration, version: number): void {
  const { flag, environment } = place;
  offerUndo({
    done: `${flag} is saved in ${environment}`,
    undo: () => saveConfiguration(place, version, toInput(before, `undo of version ${version}`)),
    undone: `${flag} in ${environment} is as it was`,
  });
}
