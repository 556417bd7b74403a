import type { Configuration, ConfigurationInput, Operation } from "../api/types.ts";
import { type Decisions, decisionsOf, merge, same } from "./merge.ts";

/** What a person has changed but not saved, and what they saw when they began, so that it can be put on top of any newer state. */
export interface Draft {
  base: Configuration;
  edited: Decisions;
  /** What it would replace, where it is an edit of what is proposed in a change request. */
  proposed?: ProposedIn;
}

/** One of the operations of a change request, from 0. */
export interface ProposedIn {
  request: number;
  operation: number;
}

export type Edit = Partial<Decisions>;

/** `configuration` as the draft would have it. */
export const applyDraft = (configuration: Configuration, draft: Draft | undefined): Configuration =>
  draft ? { ...configuration, ...draft.edited } : configuration;

/** The draft after one more edit; `undefined` when nothing differs from its base any more. */
export function editDraft(current: Configuration, draft: Draft | undefined, edit: Edit): Draft | undefined {
  const base = draft?.base ?? current;
  return withoutNoise({ ...draft, base, edited: { ...(draft?.edited ?? decisionsOf(current)), ...edit } });
}

/** The same edits, on top of a newer state. */
export const rebaseDraft = (current: Configuration, { base, edited, ...rest }: Draft): Draft | undefined =>
  withoutNoise({ ...rest, base: current, edited: merge(decisionsOf(base), edited, decisionsOf(current)).merged });

/** What both changed in different ways since the draft was begun, in words. */
export const overlaps = (current: Configuration, { base, edited }: Draft): string[] =>
  merge(decisionsOf(base), edited, decisionsOf(current)).overlaps;

function withoutNoise(draft: Draft): Draft | undefined {
  // A variant without anybody's name decides nothing, but is a form that somebody has just opened: it is kept.
  return same(draft.edited, decisionsOf(draft.base)) ? undefined : draft;
}

/**
 * The whole configuration as it is sent, as an operation that others may look at.
 *
 * @param seen the version that was seen
 */
export const configureOperation = (
  { environment, flag }: { environment: string; flag: string },
  seen: number,
  configuration: Decisions,
): Operation => ({ kind: "configure", environment, flag, seen, configuration: toInput(configuration, "") });

/** The whole configuration as it is sent. */
export function toInput(configuration: Decisions, reason: string): ConfigurationInput {
  const decisions = decisionsOf(configuration);
  const targets = decisions.targets.filter(({ keys }) => keys.length > 0);
  const why = reason.trim();
  return { ...decisions, targets, ...(why ? { reason: why } : {}) };
}
