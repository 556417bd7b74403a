import { path, request } from "../api/client.ts";
import type { Flag, FlagPatch } from "../api/types.ts";
import { updateFlag } from "../api/writes.ts";
import { offerUndo } from "../ui/undo-store.ts";

/**
 * The way back from a change of what a flag is everywhere.
 *
 * @param patch what was written
 * @param before the same fields as they were
 */
export function offerUndoUpdate(project: string, saved: Flag, patch: FlagPatch, before: FlagPatch): void {
  const { key } = saved;
  offerUndo({
    done: `${key} is saved`,
    undo: async () => {
      // There is no version to compare: what somebody else wrote since into the same fields is not to be lost.
      const now = await request<Flag>(path("projects", project, "flags", key));
      const fields = Object.keys(patch) as (keyof Flag & keyof FlagPatch)[];
      if (fields.some((field) => JSON.stringify(now[field]) !== JSON.stringify(saved[field])))
        throw new Error(`Somebody else has changed ${key} since.`);
      return updateFlag(project, key, before, "Undo");
    },
    undone: `${key} is as it was`,
  });
}
