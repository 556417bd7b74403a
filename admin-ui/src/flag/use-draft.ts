import { useSyncExternalStore } from "react";
import type { Configuration } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { markUnsaved } from "../ui/unsaved.ts";
import { type Draft, type Edit, editDraft, rebaseDraft } from "./draft.ts";

// Drafts outlive their screen: neither another tab, nor a lost session and the sign-in after it, loses what was typed.
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(id: string, draft: Draft | undefined): void {
  if (draft) drafts.set(id, draft);
  else drafts.delete(id);
  markUnsaved(id, draft !== undefined);
  for (const listener of listeners) listener();
}

const idOf = ({ project, flag, environment }: Place) => JSON.stringify([project, flag, environment]);

/** Begins a draft from outside its form. Gives false, and does nothing, where somebody's other edits would be lost. */
export function beginDraft(place: Place, draft: Draft): boolean {
  const there = drafts.get(idOf(place));
  if (there && !there.proposed) return false;
  set(idOf(place), draft);
  return true;
}

/** The unsaved edits of one flag in one environment. */
export function useDraft(place: Place, current: Configuration) {
  const id = idOf(place);
  const draft = useSyncExternalStore(subscribe, () => drafts.get(id));
  return {
    draft,
    /** Someone else saved since the draft was begun. */
    stale: draft !== undefined && draft.base.version !== current.version,
    edit: (edit: Edit) => set(id, editDraft(current, drafts.get(id), edit)),
    rebase: () => draft && set(id, rebaseDraft(current, draft)),
    discard: () => set(id, undefined),
  };
}

export type DraftHandle = ReturnType<typeof useDraft>;
