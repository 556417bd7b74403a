import { Button, Text } from "@mantine/core";
import { direction, sentence } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiFailure } from "../api/client.ts";
import { flagQuery } from "../api/queries.ts";
import { refreshFlag } from "../api/refresh.ts";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import { type Place, saveConfiguration } from "../api/writes.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Actions } from "../ui/actions.tsx";
import { say } from "../ui/say.ts";
import { applyDraft, toInput } from "./draft.ts";
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
  const edited = applyDraft(flag, current, handle.draft);
  const saving = useMutation({
    mutationFn: () => saveConfiguration(place, handle.draft?.base.version ?? current.version, toInput(edited, reason)),
    onSuccess: (saved) => {
      queries.setQueryData(
        flagQuery(place.project, place.flag).queryKey,
        (was) => was && { ...was, environments: { ...was.environments, [place.environment]: saved } },
      );
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
  const conflict = handle.stale && handle.draft;
  // While a flag is killed its sentence says only that; what is edited is what comes after.
  const spoken = (configuration: Configuration) =>
    sentence(flag, { ...configuration, killed: undefined }, place.environment);
  return (
    <ReviewSheet
      opened={opened}
      onClose={onClose}
      title={`Save ${flag.key} in ${place.environment}?`}
      environment={environment}
      before={spoken(current)}
      after={spoken(edited)}
      direction={direction(current, edited)}
      reason={reason}
      onReason={setReason}
      cancelLabel="Keep editing"
      confirmLabel={`Save in ${place.environment}`}
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={isConflict(saving.error) ? undefined : saving.error}
      errorTitle={`The change of ${flag.key} was not saved`}
      blocked={
        conflict ? (
          <>
            <StaleNotice flag={flag} place={place} base={conflict.base} current={current} />
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
      {current.killed ? <Text size="sm">The flag is killed: this takes effect only once it is restored.</Text> : null}
    </ReviewSheet>
  );
}

const isConflict = (error: Error | null) => error instanceof ApiFailure && error.code === "VERSION_CONFLICT";
