import { Button, Text } from "@mantine/core";
import { direction, sentence } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiFailure } from "../api/client.ts";
import { flagQuery } from "../api/queries.ts";
import { refreshFlag } from "../api/refresh.ts";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import { type Place, saveConfiguration } from "../api/writes.ts";
import { JsonDiff } from "../history/json-diff.tsx";
import { Affected } from "../review/affected.tsx";
import { switchOf } from "../review/again.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { ProblemList } from "../targeting/problem-list.tsx";
import { refusedProblems } from "../targeting/problems.ts";
import { Actions } from "../ui/actions.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { say } from "../ui/say.ts";
import { applyDraft, configureOperation, rebaseDraft, toInput } from "./draft.ts";
import { decisionsOf } from "./merge.ts";
import { offerUndoSave } from "./offer-undo-save.ts";
import { StaleNotice } from "./stale-notice.tsx";
import type { DraftHandle } from "./use-draft.ts";

interface SaveSheetProps {
  place: Place;
  flag: Flag;
  environment: Environment;
  current: Configuration;
  handle: DraftHandle;
  opened: boolean;
  onClose: () => void;
}

/** The review of a draft. What is saved carries the version that was seen; a conflict shows both and loses nothing. */
export function SaveSheet({ place, flag, environment, current, handle, opened, onClose }: SaveSheetProps) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const edited = applyDraft(current, handle.draft);
  const saving = useMutation({
    mutationFn: () => saveConfiguration(place, handle.draft?.base.version ?? current.version, toInput(edited, reason)),
    onSuccess: (saved) => {
      queries.setQueryData(
        flagQuery(place.project, place.flag).queryKey,
        (was) => was && { ...was, environments: { ...was.environments, [place.environment]: saved } },
      );
      offerUndoSave(place, handle.draft?.base ?? current, saved.version);
      handle.discard();
      void refreshFlag(queries, place);
      say({
        title: `Saved in ${place.environment}`,
        message: sentence(flag, edited, place.environment),
      });
    },
    onError: (error) => {
      if (isConflict(error)) return refreshFlag(queries, place);
    },
  });
  const toggled = switchOf(place, handle.draft?.base ?? current, edited);
  const conflict = handle.stale && handle.draft;
  // What would be saved: in a conflict that is mine on top of theirs.
  const goal = conflict ? applyDraft(current, rebaseDraft(current, conflict)) : edited;
  // While a flag is killed its sentence says only that; what is edited is what comes after.
  const spoken = (configuration: Configuration) =>
    sentence(flag, { ...configuration, killed: undefined }, place.environment);
  const refused = refusedProblems(saving.error);
  return (
    <ReviewSheet
      opened={opened}
      onClose={onClose}
      title={`Save ${flag.key} in ${place.environment}?`}
      environment={environment}
      before={spoken(current)}
      after={spoken(goal)}
      direction={direction(flag, current, goal)}
      proposal={{
        title: `Change ${flag.key} in ${place.environment}`,
        operations: [configureOperation(place, handle.draft?.base.version ?? current.version, edited)],
        again: toggled && {
          title: `Turn ${edited.enabled ? "on" : "off"} ${flag.key} in ${place.environment}`,
          operations: [toggled],
        },
        onProposed: handle.discard,
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Keep editing"
      confirmLabel={`Save in ${place.environment}`}
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={isConflict(saving.error) || refused.length > 0 ? undefined : saving.error}
      errorTitle={`The change of ${flag.key} was not saved`}
      blocked={
        conflict ? (
          <>
            <StaleNotice flag={flag} place={place} draft={conflict} current={current} />
            <Actions>
              <Button variant="default" onClick={handle.discard}>
                Discard mine
              </Button>
              <Button onClick={handle.rebase}>Put mine on top</Button>
            </Actions>
          </>
        ) : undefined
      }
    >
      {conflict ? null : (
        <>
          {current.killed ? (
            <Text size="sm">The flag is killed: this takes effect only once it is restored.</Text>
          ) : null}
          <Affected project={place.project} flag={flag} before={current} after={edited} />
          <Disclosure show="Show the change as JSON" hide="Hide JSON">
            <JsonDiff before={decisionsOf(current)} after={decisionsOf(edited)} />
          </Disclosure>
          <ProblemList problems={refused} />
        </>
      )}
    </ReviewSheet>
  );
}

const isConflict = (error: Error | null) => error instanceof ApiFailure && error.code === "VERSION_CONFLICT";
