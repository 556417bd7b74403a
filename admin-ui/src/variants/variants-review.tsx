import { list } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { path, request } from "../api/client.ts";
import { flagQuery } from "../api/queries.ts";
import type { Flag } from "../api/types.ts";
import { updateFlag } from "../api/writes.ts";
import { offerUndoUpdate } from "../flag/offer-undo-update.ts";
import { JsonDiff } from "../history/json-diff.tsx";
import { EverywhereNote } from "../review/everywhere-note.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";

interface VariantsReviewProps {
  flag: Flag;
  before: Flag["variants"];
  after: Flag["variants"];
  onClose: () => void;
  onSaved: () => void;
}

/** A value reaches every environment at once, protected ones included, so each is named. */
export function VariantsReview({ flag, before, after, onClose, onSaved }: VariantsReviewProps) {
  const project = useProject();
  const environments = useEnvironments();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const saving = useMutation({
    mutationFn: async () => {
      const now = await request<Flag>(path("projects", project.key, "flags", flag.key));
      if (JSON.stringify(now.variants) !== JSON.stringify(before)) throw new Error(CHANGED);
      return updateFlag(project.key, flag.key, { variants: after }, reason, now.revision);
    },
    onSuccess: (saved) => {
      queries.setQueryData(flagQuery(project.key, flag.key).queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["project", project.key] });
      offerUndoUpdate(project.key, saved, { variants: after }, { variants: before });
      say({ title: "Saved", message: `the variants of ${flag.key}` });
      onSaved();
    },
    onError: () => queries.invalidateQueries({ queryKey: flagQuery(project.key, flag.key).queryKey }),
  });
  const live = environments.filter(({ key }) => flag.environments[key]?.enabled).map(({ key }) => key);
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Save the variants of ${flag.key}?`}
      proposal={{
        title: `Edit the variants of ${flag.key}`,
        operations: [{ kind: "updateFlag", flag: flag.key, patch: { variants: after } }],
        onProposed: onSaved,
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Keep editing"
      confirmLabel="Save in every environment"
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={saving.error}
      errorTitle="The variants were not saved"
    >
      <EverywhereNote>
        {live.length > 0
          ? `People in ${list(live, "and")} get the new values as soon as it is saved.`
          : "The flag is off everywhere: only the off variant’s value is given now."}
      </EverywhereNote>
      <JsonDiff before={before} after={after} />
    </ReviewSheet>
  );
}

const CHANGED =
  "Someone else changed the variants while you were editing. Yours are still here: compare them with what the page shows now in another tab, discard, and edit again on top of theirs.";
