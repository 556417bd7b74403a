import { shortList } from "@switchyard/core/words";
import { counted } from "../words/count.ts";
import type { SegmentDraft } from "./draft.ts";

/** Which keys come and go, a sentence for each list that changes. */
export function keyChanges(before: SegmentDraft, after: SegmentDraft): string[] {
  return [
    sentence("included", before.includedKeys, after.includedKeys),
    sentence("excluded", before.excludedKeys, after.excludedKeys),
  ].filter((words) => words !== "");
}

function sentence(list: string, before: readonly string[], after: readonly string[]): string {
  const added = missing(after, before);
  const removed = missing(before, after);
  const parts = [
    added.length > 0 ? `${counted(added.length, "key")} more ${list}: ${shortList(added, "and")}` : "",
    removed.length > 0 ? `${counted(removed.length, "key")} no longer ${list}: ${shortList(removed, "and")}` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `${parts.join("; ")}.`;
}

function missing(of: readonly string[], from: readonly string[]): string[] {
  const present = new Set(from);
  return of.filter((key) => !present.has(key));
}
