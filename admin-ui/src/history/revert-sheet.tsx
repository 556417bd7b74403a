import { direction, sentence } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshFlag } from "../api/refresh.ts";
import type { Change, Configuration, Flag } from "../api/types.ts";
import { revertChange } from "../api/writes.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { configurationIn } from "../words/change-sentences.ts";

interface RevertSheetProps {
  flag: Flag;
  change: Change;
  current: Configuration;
  onClose: () => void;
}

/** Brings back the state before a change. What was changed later is overwritten too, so the review starts at now. */
export function RevertSheet({ flag, change, current, onClose }: RevertSheetProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const environment = useEnvironments().find(({ key }) => key === current.environment);
  const place = { project: project.key, environment: current.environment, flag: flag.key };
  const reverting = useMutation({
    mutationFn: () => revertChange(project.key, change.id, reason),
    onSuccess: () => {
      say({ title: `Restored in ${current.environment}`, message: flag.key });
      onClose();
      return refreshFlag(queries, place);
    },
  });
  const before = configurationIn(change.before);
  const goal: Configuration = { ...current, ...before };
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Restore an earlier state of ${flag.key} in ${current.environment}?`}
      environment={environment}
      before={sentence(flag, { ...current, killed: undefined }, current.environment)}
      after={sentence(flag, { ...goal, killed: undefined }, current.environment)}
      direction={direction(flag, current, goal)}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel={`Restore in ${current.environment}`}
      onConfirm={() => reverting.mutate()}
      pending={reverting.isPending}
      error={reverting.error}
      errorTitle={`${flag.key} was not changed`}
      blocked={
        before ? undefined : (
          <Problem
            title="This state can’t be restored here"
            error={new Error("It was written by another version of the server, in a form that is not known here.")}
          />
        )
      }
    />
  );
}
