import type { Change, FlagPatch, Operation } from "../api/types.ts";
import { segmentWords } from "../segments/segment-words.ts";

/** Edits of a flag's facts and of a segment: the server knows the way back, and it is no configuration. */
export const isRevertible = ({ action, before }: Pick<Change, "action" | "before">): boolean =>
  (action === "flag.updated" || action === "segment.saved") && before !== null;

/** The way back as an operation, so that it can be proposed to others where it may not be done at once. */
export function wayBack(change: Pick<Change, "action" | "before" | "flag" | "segment">): Operation | undefined {
  const { action, before, flag, segment } = change;
  // What it holds is judged by the server, as of every operation.
  if (action === "flag.updated" && flag) return { kind: "updateFlag", flag, patch: before as FlagPatch };
  if (action === "segment.saved" && segment) return { kind: "saveSegment", segment, input: before as Described };
  return undefined;
}

/** Who was in a segment before and after a change of it, in words; `undefined` for every other change. */
export function segmentSentences({
  action,
  before,
  after,
}: Pick<Change, "action" | "before" | "after">): { before: string; after: string } | undefined {
  if (action !== "segment.saved") return undefined;
  const [was, is] = [segmentIn(before), segmentIn(after)];
  if (!is) return undefined;
  return { before: was ? `In it: ${segmentWords(was)}.` : "There was none.", after: `In it: ${segmentWords(is)}.` };
}

type Described = Parameters<typeof segmentWords>[0];

/** The log outlives the server that wrote it: what it holds is looked at before it is believed. */
function segmentIn(value: unknown): Described | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { rules, includedKeys, excludedKeys } = value as Partial<Described>;
  return [rules, includedKeys, excludedKeys].every(Array.isArray) ? (value as Described) : undefined;
}
