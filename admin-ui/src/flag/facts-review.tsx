import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { flagQuery } from "../api/queries.ts";
import type { Flag } from "../api/types.ts";
import { updateFlag } from "../api/writes.ts";
import { FactDiff } from "../review/fact-diff.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { EditedMeanwhile, EveryEnvironment } from "./edit-flag-notes.tsx";
import { type Facts, factChanges, factsOf, patchOf } from "./facts.ts";
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
      confirmLabel={patch.clientSide === undefined ? "Save" : "Save in every environment"}
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={saving.error}
      errorTitle={`The flag ${flag.key} was not changed`}
    >
      <FactDiff facts={factChanges(before, after)} />
      {patch.clientSide === undefined ? (
        <Text size="sm">No application notices: this is for people.</Text>
      ) : (
        <EveryEnvironment before={before.clientSide} after={after.clientSide} />
      )}
      <EditedMeanwhile patch={patchOf(before, factsOf(flag))} mine={patch} />
    </ReviewSheet>
  );
}
