import { Text } from "@mantine/core";
import { changeTitle, list } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Change, FlagPatch } from "../api/types.ts";
import { revertChange } from "../api/writes.ts";
import { patchChanges, patchWords, reachesApplications } from "../flag/facts.ts";
import { EverywhereNote, ForPeopleNote } from "../review/everywhere-note.tsx";
import { FactDiff } from "../review/fact-diff.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { JsonDiff } from "./json-diff.tsx";
import { segmentSentences, wayBack } from "./revertible.ts";

/** Brings back what an edit of a flag's facts, or of a segment, has replaced. What was changed later is overwritten too. */
export function RevertChange({ change, onClose }: { change: Change; onClose: () => void }) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const thing = change.segment ?? change.flag ?? "";
  const reverting = useMutation({
    mutationFn: () => revertChange(project.key, change.id, reason),
    onSuccess: () => {
      say({ title: "Restored", message: `${thing} as before the change` });
      onClose();
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
  });
  const sentences = segmentSentences(change);
  const operation = wayBack(change);
  const patch = change.segment ? {} : ((change.before ?? {}) as FlagPatch);
  const fields = patchWords(patch);
  const facts = patchChanges((change.after ?? {}) as FlagPatch, patch);
  const isInWords = sentences !== undefined || facts.length === fields.length;
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Restore ${thing} to what it was before?`}
      {...(sentences ? { before: sentences.after, after: sentences.before } : {})}
      proposal={operation && { title: `Restore ${thing} to what it was before`, operations: [operation] }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel="Restore"
      onConfirm={() => reverting.mutate()}
      pending={reverting.isPending}
      error={reverting.error}
      errorTitle={`${thing} was not changed`}
    >
      {facts.length > 0 ? <FactDiff facts={facts} /> : null}
      <Text size="sm">
        It takes back “{changeTitle(change)}”{fields.length > 0 ? `: ${list(fields, "and")}` : ""}. What was changed in
        it later is overwritten, too.
      </Text>
      {change.segment || reachesApplications(patch) ? (
        <EverywhereNote>It counts in every environment at once.</EverywhereNote>
      ) : (
        <ForPeopleNote />
      )}
      {isInWords ? (
        <Disclosure show="Show the change as JSON" hide="Hide JSON">
          <JsonDiff before={change.after} after={change.before} />
        </Disclosure>
      ) : (
        <JsonDiff before={change.after} after={change.before} />
      )}
    </ReviewSheet>
  );
}
