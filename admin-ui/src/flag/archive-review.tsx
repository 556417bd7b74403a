import { sentence } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Flag } from "../api/types.ts";
import { archiveFlag, unarchiveFlag } from "../api/writes.ts";
import { EverywhereNote } from "../review/everywhere-note.tsx";
import { FactDiff } from "../review/fact-diff.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";

interface ArchiveReviewProps {
  flag: Flag;
  /** What is asked for: archived, or back. */
  archived: boolean;
  onClose: () => void;
}

/** Archiving takes a flag away from every SDK at once, and bringing it back gives it to them: each environment is named. */
export function ArchiveReview({ flag, archived, onClose }: ArchiveReviewProps) {
  const { key } = flag;
  const project = useProject();
  const environments = useEnvironments();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const refresh = () => queries.invalidateQueries({ queryKey: ["project", project.key] });
  const saving = useMutation({
    mutationFn: async () => void (await (archived ? archiveFlag : unarchiveFlag)(project.key, key, reason)),
    onSuccess: () => {
      onClose();
      offerUndo({
        done: archived ? `${key} is archived` : `${key} is back`,
        undo: async () => void (await (archived ? unarchiveFlag : archiveFlag)(project.key, key, "Undo")),
        undone: archived ? `${key} is back` : `${key} is archived again`,
      });
      return refresh();
    },
  });
  const facts = environments.flatMap((environment) => {
    const configuration = flag.environments[environment.key];
    if (!configuration) return [];
    const given = sentence(flag, configuration, environment.key);
    return [{ label: environment.name, before: archived ? given : GONE, after: archived ? GONE : given }];
  });
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={archived ? `Archive ${key}?` : `Bring ${key} back?`}
      proposal={{
        title: archived ? `Archive ${key}` : `Bring ${key} back`,
        operations: [{ kind: archived ? "archiveFlag" : "unarchiveFlag", flag: key }],
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel={archived ? `Archive ${key}` : `Bring ${key} back`}
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={saving.error}
      errorTitle={archived ? `${key} was not archived` : `${key} is still archived`}
    >
      <EverywhereNote>
        {archived
          ? `Code that still asks for ${key} gets the default that it names itself, and may behave differently from now. It can be brought back.`
          : `Every SDK gets ${key} again, with what was set when it was archived.`}
      </EverywhereNote>
      <FactDiff facts={facts} />
    </ReviewSheet>
  );
}

const GONE = "No SDK has it: code gets the default that it names itself.";
