import { direction, sentence } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshFlag } from "../api/refresh.ts";
import type { Configuration, Flag } from "../api/types.ts";
import { restore } from "../api/writes.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";

interface RestoreSheetProps {
  flag: Flag;
  configuration: Configuration;
  opened: boolean;
  onClose: () => void;
}

/** Ending a kill raises exposure again, so it is reviewed like any other change. */
export function RestoreSheet({ flag, configuration, opened, onClose }: RestoreSheetProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const environment = useEnvironments().find(({ key }) => key === configuration.environment);
  const place = { project: project.key, environment: configuration.environment, flag: flag.key };
  const restored = { ...configuration, killed: undefined };
  const restoring = useMutation({
    mutationFn: () => restore(place, reason),
    onSuccess: () => {
      say({ title: `Restored in ${place.environment}`, message: flag.key });
      setReason("");
      onClose();
      return refreshFlag(queries, place);
    },
  });
  return (
    <ReviewSheet
      opened={opened}
      onClose={onClose}
      title={`Restore ${flag.key} in ${place.environment}?`}
      environment={environment}
      before={sentence(flag, configuration, place.environment)}
      after={sentence(flag, restored, place.environment)}
      direction={direction(flag, configuration, restored)}
      proposal={{
        title: `Restore ${flag.key} in ${place.environment}`,
        operations: [{ kind: "restore", environment: place.environment, flag: flag.key }],
      }}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel={`Restore in ${place.environment}`}
      onConfirm={() => restoring.mutate()}
      pending={restoring.isPending}
      error={restoring.error}
      errorTitle={`${flag.key} was not restored: it is still killed`}
    />
  );
}
