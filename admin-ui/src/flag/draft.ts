import { type FlagShape, rampPercentage, rampTo } from "@switchyard/core/words";
import type { Configuration, ConfigurationInput } from "../api/types.ts";

/** What a person has changed but not saved: only the edits, so that they can be put on top of any newer state. */
export interface Draft {
  /** The configuration that the person saw when they began. */
  base: Configuration;
  enabled?: boolean;
  percentage?: number;
}

export type Edit = Partial<Omit<Draft, "base">>;

/** `configuration` with the draft's edits; what the draft does not touch stays as it is. */
export function applyDraft(flag: FlagShape, configuration: Configuration, draft: Draft | undefined): Configuration {
  if (!draft) return configuration;
  const { enabled = configuration.enabled, percentage } = draft;
  const fallthrough = percentage === undefined ? configuration.fallthrough : rampTo(flag, configuration, percentage);
  return { ...configuration, enabled, fallthrough };
}

/** The draft after one more edit; `undefined` when nothing differs from its base any more. */
export function editDraft(
  flag: FlagShape,
  current: Configuration,
  draft: Draft | undefined,
  edit: Edit,
): Draft | undefined {
  return withoutNoise(flag, { base: current, ...draft, ...edit });
}

/** The same edits, on top of a newer state. */
export function rebaseDraft(flag: FlagShape, current: Configuration, draft: Draft): Draft | undefined {
  return withoutNoise(flag, { ...draft, base: current });
}

function withoutNoise(flag: FlagShape, { base, enabled, percentage }: Draft): Draft | undefined {
  const draft: Draft = { base };
  if (enabled !== undefined && enabled !== base.enabled) draft.enabled = enabled;
  if (percentage !== undefined && percentage !== rampPercentage(flag, base)) draft.percentage = percentage;
  return draft.enabled === undefined && draft.percentage === undefined ? undefined : draft;
}

/** The whole configuration as it is sent: rules and targets that this UI can't edit go back untouched. */
export function toInput(configuration: Configuration, reason: string): ConfigurationInput {
  const { enabled, offVariant, prerequisites, targets, rules, fallthrough } = configuration;
  const why = reason.trim();
  return { enabled, offVariant, prerequisites, targets, rules, fallthrough, ...(why ? { reason: why } : {}) };
}
