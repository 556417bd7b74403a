import { Text } from "@mantine/core";
import { shortList } from "@switchyard/core/words";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { Segment } from "../api/types.ts";
import { JsonDiff } from "../history/json-diff.tsx";
import { EverywhereNote } from "../review/everywhere-note.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { counted } from "../words/count.ts";
import { differs, type SegmentDraft } from "./draft.ts";
import { keyChanges } from "./key-changes.ts";
import { segmentWords } from "./segment-words.ts";
import type { SegmentUse } from "./uses-of-segment.ts";

interface SegmentReviewProps {
  segment: Segment;
  /** What was there when the editing began, what is there now, and what will be. */
  base: SegmentDraft;
  current: SegmentDraft;
  draft: SegmentDraft;
  uses: readonly SegmentUse[];
  saving: UseMutationResult<unknown, Error, string>;
  onClose: () => void;
  /** It was proposed to others instead. */
  onProposed: () => void;
}

/** The change in words, and whom it reaches: every flag that uses the segment, in every environment. */
export function SegmentReview({
  segment,
  base,
  current,
  draft,
  uses,
  saving,
  onClose,
  onProposed,
}: SegmentReviewProps) {
  const [reason, setReason] = useState("");
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Save segment ${segment.key}?`}
      before={`In it: ${segmentWords(current)}.`}
      after={`In it: ${segmentWords(draft)}.`}
      proposal={{
        title: `Save segment ${segment.key}`,
        operations: [{ kind: "saveSegment", segment: segment.key, input: draft }],
        onProposed,
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Keep editing"
      confirmLabel={`Save for ${uses.length === 0 ? "later use" : counted(uses.length, "user")}`}
      onConfirm={() => saving.mutate(reason)}
      pending={saving.isPending}
      error={saving.error}
      errorTitle={`${segment.key} was not saved`}
    >
      {keyChanges(current, draft).map((words) => (
        <Text key={words} size="sm">
          {words}
        </Text>
      ))}
      {/* The sentence names three values of a long list; keys are told one by one above. */}
      <Disclosure show="Show the change as JSON" hide="Hide JSON">
        <JsonDiff before={withoutKeys(current)} after={withoutKeys(draft)} />
      </Disclosure>
      {uses.length === 0 ? (
        <Text>Nothing uses it yet.</Text>
      ) : (
        <EverywhereNote>
          At once this changes who gets what of{" "}
          {shortList(
            uses.map(({ key }) => key),
            "and",
            10,
          )}
          .
        </EverywhereNote>
      )}
      {differs(current, base) ? (
        <Text c="var(--warn-text)" fw={550}>
          Somebody else saved this segment while you were editing. What you save replaces theirs, as shown above.
        </Text>
      ) : null}
    </ReviewSheet>
  );
}

const withoutKeys = ({ name, rules }: SegmentDraft) => ({ name, rules });
