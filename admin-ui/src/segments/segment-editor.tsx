import { Skeleton, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { segmentsQuery } from "../api/queries.ts";
import type { Flag, Segment } from "../api/types.ts";
import { saveSegment } from "../api/writes.ts";
import { ProblemList } from "../targeting/problem-list.tsx";
import { useWorld } from "../targeting/world.ts";
import { Card } from "../ui/card.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { Page } from "../ui/page.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";
import { useUnsaved } from "../ui/unsaved.ts";
import { DeleteSegment } from "./delete-segment.tsx";
import { differs, draftOf, type SegmentDraft } from "./draft.ts";
import { KeyList } from "./key-list.tsx";
import { SegmentUses } from "./segment-uses.tsx";
import { UnsavedBar } from "./unsaved-bar.tsx";
import { useSegmentProblems } from "./use-segment-problems.ts";
import { usesOfSegment } from "./uses-of-segment.ts";

const SegmentRules = lazyPart(() => import("./segment-rules.tsx"), "SegmentRules");
const SegmentReview = lazyPart(() => import("./segment-review.tsx"), "SegmentReview");

interface SegmentEditorProps {
  segment: Segment;
  segments: readonly Segment[];
  /** Of the project, once they are here. */
  flags: readonly Flag[] | undefined;
}

/** Edits stay edits until they are reviewed: a segment changes many flags at once. */
export function SegmentEditor({ segment, segments, flags }: SegmentEditorProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<SegmentDraft>(() => draftOf(segment));
  const [base, setBase] = useState<SegmentDraft>(() => draftOf(segment));
  const [reviewing, setReviewing] = useState(false);
  const dirty = differs(draft, base);
  useUnsaved(dirty);
  const current = draftOf(segment);
  // Nothing of one's own is at stake: follow what somebody else saved.
  if (!dirty && differs(current, base)) {
    setBase(current);
    setDraft(current);
  }
  const refresh = () => queries.invalidateQueries({ queryKey: segmentsQuery(project.key).queryKey });
  const saving = useMutation({
    mutationFn: (reason: string) => saveSegment(project.key, segment.key, draft, reason),
    onSuccess: async (saved) => {
      setReviewing(false);
      setBase(draftOf(saved));
      setDraft(draftOf(saved));
      offerUndo({
        done: `Segment ${segment.key} is saved`,
        undo: () => saveSegment(project.key, segment.key, current, "Undo").then(refresh),
        undone: `Segment ${segment.key} is as before`,
      });
      await refresh();
    },
  });
  const world = useWorld(project.key);
  const problems = useSegmentProblems(segment.key, draft.rules, world);
  const uses = flags && usesOfSegment(segment.key, flags, segments);
  const change = (part: Partial<SegmentDraft>) => setDraft((was) => ({ ...was, ...part }));
  return (
    <Page
      title={segment.name || segment.key}
      among="Segments"
      actions={<DeleteSegment segment={segment} uses={uses} />}
    >
      <Stack>
        <SegmentUses uses={uses} />
        <Card>
          <TextInput
            label="Name"
            description={`For people; rules name it by its key, ${segment.key}`}
            maxLength={200}
            dir="auto"
            maw="28rem"
            value={draft.name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
        </Card>
        <Card>
          <Suspense fallback={<Skeleton height={160} radius="lg" />}>
            <SegmentRules
              rules={draft.rules}
              onChange={(rules) => change({ rules })}
              problems={problems}
              world={world}
            />
          </Suspense>
        </Card>
        <Card>
          <KeyList
            title="Included keys"
            lead="They are in, whatever the rules say."
            keys={draft.includedKeys}
            onChange={(includedKeys) => change({ includedKeys })}
          />
        </Card>
        <Card>
          <KeyList
            title="Excluded keys"
            lead="They are out, whatever the rules and the included keys say."
            keys={draft.excludedKeys}
            onChange={(excludedKeys) => change({ excludedKeys })}
          />
        </Card>
        {dirty ? <ProblemList problems={problems} /> : null}
        {dirty ? (
          <UnsavedBar
            blocked={problems.length > 0}
            onDiscard={() => setDraft(base)}
            onReview={() => setReviewing(true)}
          />
        ) : null}
      </Stack>
      {reviewing ? (
        <Suspense>
          <SegmentReview
            segment={segment}
            base={base}
            current={current}
            draft={draft}
            uses={uses ?? []}
            saving={saving}
            onClose={() => setReviewing(false)}
            onProposed={() => {
              setReviewing(false);
              setDraft(base);
            }}
          />
        </Suspense>
      ) : null}
    </Page>
  );
}
