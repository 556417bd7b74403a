import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { projectsQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { updateEnvironment } from "../api/writes.ts";
import { FactDiff } from "../review/fact-diff.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";

interface EnvironmentReviewProps {
  environment: Environment;
  edited: Pick<Environment, "name" | "protected">;
  onBack: () => void;
  onSaved: () => void;
}

export function EnvironmentReview({ environment, edited, onBack, onSaved }: EnvironmentReviewProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const save = (values: EnvironmentReviewProps["edited"], why: string) =>
    updateEnvironment(project.key, environment.key, values, why);
  const saving = useMutation({
    mutationFn: () => save(edited, reason),
    onSuccess: () => {
      onSaved();
      offerUndo({
        done: `${environment.key} is changed`,
        undo: () =>
          save({ name: environment.name, protected: environment.protected }, "Undo").then(() =>
            queries.invalidateQueries(projectsQuery),
          ),
        undone: `${environment.key} is as before`,
      });
      return queries.invalidateQueries(projectsQuery);
    },
  });
  const facts = [
    { label: "Name", before: environment.name, after: edited.name },
    { label: "Protection", before: protection(environment), after: protection(edited) },
  ].filter(({ before, after }) => before !== after);
  return (
    <ReviewSheet
      opened
      onClose={onBack}
      title={`Save the environment ${environment.key}?`}
      reason={reason}
      onReason={setReason}
      needsReason={environment.protected && !edited.protected}
      cancelLabel="Keep editing"
      confirmLabel={`Save ${environment.key}`}
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={saving.error}
      errorTitle={`${environment.key} was not changed`}
    >
      <FactDiff facts={facts} />
    </ReviewSheet>
  );
}

const protection = (environment: { protected: boolean }) =>
  environment.protected ? "protected: only who may release changes it" : "not protected: whoever may edit changes it";
