import { Text } from "@mantine/core";
import { list } from "@switchyard/core/words";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { segmentsQuery } from "../api/queries.ts";
import type { Segment } from "../api/types.ts";
import { deleteSegment, saveSegment } from "../api/writes.ts";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";
import { draftOf } from "./draft.ts";
import { segmentWords } from "./segment-words.ts";
import type { SegmentUse } from "./uses-of-segment.ts";

const ReviewSheet = lazyPart(() => import("../review/review-sheet.tsx"), "ReviewSheet");

interface DeleteSegmentProps {
  segment: Segment;
  uses: readonly SegmentUse[] | undefined;
}

/** What is in use can't be deleted: here it is said by whom, and the server refuses it in any case. */
export function DeleteSegment({ segment, uses }: DeleteSegmentProps) {
  const project = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const refresh = () => queries.invalidateQueries({ queryKey: segmentsQuery(project.key).queryKey });
  const deleting = useMutation({
    mutationFn: () => deleteSegment(project.key, segment.key, reason),
    onSuccess: async () => {
      offerUndo({
        done: `Segment ${segment.key} is deleted`,
        undo: () => saveSegment(project.key, segment.key, draftOf(segment), "Undo").then(refresh),
        undone: `Segment ${segment.key} is back`,
      });
      await navigate({ to: "/projects/$project/segments", params: { project: project.key } });
      await refresh();
    },
  });
  const users = uses?.map(({ key }) => key) ?? [];
  return (
    <>
      <MayButton
        needs="editor"
        variant="default"
        leftSection={<IconTrash size={18} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Delete segment
      </MayButton>
      <Suspense>
        {asking ? (
          <ReviewSheet
            opened
            onClose={() => setAsking(false)}
            title={`Delete segment ${segment.key}?`}
            before={`In it: ${segmentWords(segment)}.`}
            after="There is no such segment."
            proposal={
              users.length > 0
                ? undefined
                : {
                    title: `Delete segment ${segment.key}`,
                    operations: [{ kind: "deleteSegment", segment: segment.key }],
                  }
            }
            reason={reason}
            onReason={setReason}
            cancelLabel="Cancel"
            confirmLabel={`Delete ${segment.key}`}
            onConfirm={() => deleting.mutate()}
            pending={deleting.isPending}
            disabled={users.length > 0}
            error={deleting.error}
            errorTitle={`${segment.key} was not deleted`}
          >
            <Text>
              {users.length > 0
                ? `It can’t be deleted: ${list(users, "and")} ${users.length === 1 ? "uses" : "use"} it. Take it out of ${users.length === 1 ? "its" : "their"} rules first.`
                : "Nothing uses it."}
            </Text>
          </ReviewSheet>
        ) : null}
      </Suspense>
    </>
  );
}
