import { Button, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { shortList } from "@switchyard/core/words";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { Segment } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { SentenceDiff } from "../ui/sentence-diff.tsx";
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
}

/** The change in words, and whom it reaches: every flag that uses the segment, in every environment. */
export function SegmentReview({ segment, base, current, draft, uses, saving, onClose }: SegmentReviewProps) {
  const [reason, setReason] = useState("");
  const phone = useMediaQuery("(max-width: 48em)");
  return (
    <Modal opened onClose={onClose} title={`Save segment ${segment.key}?`} size="lg" fullScreen={phone}>
      <Stack>
        <SentenceDiff before={`In it: ${segmentWords(current)}.`} after={`In it: ${segmentWords(draft)}.`} />
        {keyChanges(current, draft).map((words) => (
          <Text key={words} size="sm">
            {words}
          </Text>
        ))}
        <Text>
          {uses.length === 0
            ? "Nothing uses it yet."
            : `At once in every environment this changes who gets what of ${shortList(
                uses.map(({ key }) => key),
                "and",
                10,
              )}.`}
        </Text>
        {differs(current, base) ? (
          <Text c="var(--warn-text)" fw={550}>
            Somebody else saved this segment while you were editing. What you save replaces theirs, as shown above.
          </Text>
        ) : null}
        <Textarea
          label="Reason"
          description="Optional; the history shows it"
          autosize
          minRows={2}
          maxLength={1000}
          dir="auto"
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {saving.isError ? <Problem title={`${segment.key} was not saved`} error={saving.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Keep editing
          </Button>
          <Button data-autofocus loading={saving.isPending} onClick={() => saving.mutate(reason)}>
            Save for {uses.length === 0 ? "later use" : counted(uses.length, "user")}
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
