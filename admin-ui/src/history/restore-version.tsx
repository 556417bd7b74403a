import { Text } from "@mantine/core";
import { direction, sentence } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiFailure } from "../api/client.ts";
import { refreshFlag } from "../api/refresh.ts";
import type { Configuration, Flag } from "../api/types.ts";
import { saveConfiguration } from "../api/writes.ts";
import { configureOperation, toInput } from "../flag/draft.ts";
import { decisionsOf } from "../flag/merge.ts";
import { offerUndoSave } from "../flag/offer-undo-save.ts";
import { Affected } from "../review/affected.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Card } from "../ui/card.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { JsonDiff } from "./json-diff.tsx";

interface RestoreVersionProps {
  flag: Flag;
  current: Configuration;
  /** What was decided then. */
  goal: Configuration;
  /** Of the change, for the title: "version 12", "what it was before version 12". */
  which: string;
  onClose: () => void;
}

/** Brings back an earlier state. What was changed later is overwritten too, so the review starts at now. */
export function RestoreVersion({ flag, current, goal, which, onClose }: RestoreVersionProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const environment = useEnvironments().find(({ key }) => key === current.environment);
  const place = { project: project.key, environment: current.environment, flag: flag.key };
  const restoring = useMutation({
    mutationFn: () => saveConfiguration(place, current.version, toInput(goal, reason.trim() || `restored ${which}`)),
    onSuccess: (saved) => {
      offerUndoSave(place, current, saved.version);
      say({ title: `Restored in ${current.environment}`, message: `${flag.key} to ${which}` });
      onClose();
      return refreshFlag(queries, place);
    },
    onError: () => refreshFlag(queries, place),
  });
  const isConflict = restoring.error instanceof ApiFailure && restoring.error.code === "VERSION_CONFLICT";
  const spoken = (configuration: Configuration) =>
    sentence(flag, { ...configuration, killed: undefined }, current.environment);
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Restore ${flag.key} in ${current.environment} to ${which}?`}
      environment={environment}
      before={spoken(current)}
      after={spoken(goal)}
      direction={direction(flag, current, goal)}
      proposal={{
        title: `Restore ${flag.key} in ${current.environment} to ${which}`,
        operations: [configureOperation(place, current.version, goal)],
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel={`Restore in ${current.environment}`}
      onConfirm={() => restoring.mutate()}
      pending={restoring.isPending}
      error={isConflict ? undefined : restoring.error}
      errorTitle={`${flag.key} was not changed`}
    >
      {isConflict ? (
        <Card tone="warn" role="alert">
          <Text size="sm">
            Someone else saved while you were looking, so nothing was written. What is shown as before is theirs now:
            look again, and restore if it is still what you want.
          </Text>
        </Card>
      ) : null}
      <Affected project={project.key} flag={flag} before={current} after={goal} />
      <Disclosure show="Show the change as JSON" hide="Hide JSON">
        <JsonDiff before={decisionsOf(current)} after={decisionsOf(goal)} />
      </Disclosure>
    </ReviewSheet>
  );
}
