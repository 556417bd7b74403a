import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { flagQuery } from "../api/queries.ts";
import type { Flag } from "../api/types.ts";
import { updateFlag } from "../api/writes.ts";
import { ForPeopleNote } from "../review/everywhere-note.tsx";
import { FactDiff } from "../review/fact-diff.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { EditedMeanwhile, EveryEnvironment } from "./edit-flag-notes.tsx";
import { type Facts, factChanges, factsOf, patchOf, reachesApplications } from "./facts.ts";
import { offerUndoUpdate } from "./offer-undo-update.ts";

interface FactsReviewProps {
  flag: Flag;
  before: Facts;
  after: Facts;
  onClose: () => void;
  onSaved: () => void;
}

/** The review of what a flag is everywhere. Only what differs is written, so what others edited meanwhile is kept. */
export function FactsReview({ flag, before, after, onClose, onSaved }: FactsReviewProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const patch = patchOf(before, after);
  const saving = useMutation({
    mutationFn: () => updateFlag(project.key, flag.key, patch, reason, flag.revision),
    onSuccess: (saved) => {
      queries.setQueryData(flagQuery(project.key, flag.key).queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["project", project.key] });
      offerUndoUpdate(project.key, saved, patch, patchOf(after, before));
      say({ title: "Saved", message: flag.key });
      onSaved();
    },
    onError: () => queries.invalidateQueries({ queryKey: flagQuery(project.key, flag.key).queryKey }),
  });
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Save ${flag.key}?`}
      proposal={{
        title: `Edit ${flag.key}`,
        operations: [{ kind: "updateFlag", flag: flag.key, patch }],
        onProposed: onSaved,
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Keep editing"
      confirmLabel={reachesApplications(patch) ? "Save in every environment" : "Save"}
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={saving.error}
      errorTitle={`The flag ${flag.key} was not changed`}
    >
      <FactDiff facts={factChanges(before, after)} />
      {reachesApplications(patch) ? (
        <EveryEnvironment before={before.clientSide} after={after.clientSide} />
      ) : (
        <ForPeopleNote />
      )}
      <EditedMeanwhile patch={patchOf(before, factsOf(flag))} mine={patch} />
    </ReviewSheet>
  );
}
