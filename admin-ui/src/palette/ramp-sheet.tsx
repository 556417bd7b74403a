import { direction, percent, rampHint, rampTo, sentence } from "@switchyard/core/words";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { flagQuery } from "../api/queries.ts";
import { refreshFlag } from "../api/refresh.ts";
import type { Configuration, Flag } from "../api/types.ts";
import { saveConfiguration } from "../api/writes.ts";
import { configureOperation, toInput } from "../flag/draft.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";

interface RampSheetProps {
  flag: Flag;
  environment: string;
  percentage: number;
  onClose: () => void;
}

/** A ramp that was asked for in words, reviewed like one that was dragged. Ramping what is off turns it on. */
export function RampSheet({ flag: found, environment, percentage, onClose }: RampSheetProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  // What the palette found may have been changed since.
  const latest = useQuery({ ...flagQuery(project.key, found.key), staleTime: 0, refetchOnMount: "always" });
  const flag = latest.data ?? found;
  const place = { project: project.key, environment, flag: flag.key };
  const current = flag.environments[environment];
  const where = useEnvironments().find(({ key }) => key === environment);
  const saving = useMutation({
    mutationFn: ({ seen, next }: { seen: Configuration; next: Configuration }) =>
      saveConfiguration(place, seen.version, toInput(next, reason)),
    onSuccess: (saved, { seen }) => {
      onClose();
      offerUndo({
        done: `${flag.key} is at ${percent(percentage)} in ${environment}`,
        undo: () => saveConfiguration(place, saved.version, toInput(seen, "Undo")),
        undone: `${flag.key} is as before in ${environment}`,
      });
      return refreshFlag(queries, place);
    },
    // A conflict: the review shows what is there now, and can be confirmed again.
    onError: () => refreshFlag(queries, place),
  });
  if (!current || !latest.isFetchedAfterMount) return null;
  const next: Configuration = { ...current, enabled: true, fallthrough: rampTo(flag, current, percentage) };
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Ramp ${flag.key} to ${percent(percentage)} in ${environment}?`}
      environment={where}
      before={sentence(flag, { ...current, killed: undefined }, environment)}
      after={sentence(flag, { ...next, killed: undefined }, environment)}
      direction={direction(flag, current, next)}
      proposal={{
        title: `Ramp ${flag.key} to ${percent(percentage)} in ${environment}`,
        operations: [configureOperation(place, current.version, next)],
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel={`Save in ${environment}`}
      onConfirm={() => saving.mutate({ seen: current, next })}
      pending={saving.isPending}
      error={saving.error}
      errorTitle={`The ramp of ${flag.key} was not saved`}
    >
      <p style={{ margin: 0 }}>{rampHint(flag, current, next)}</p>
    </ReviewSheet>
  );
}
