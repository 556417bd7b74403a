import { Button, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshFlag } from "../api/refresh.ts";
import { actOnRollout, type RolloutAct } from "../api/rollouts.ts";
import type { Rollout } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { say } from "../ui/say.ts";
import { actWords } from "./words.ts";

interface ActDialogProps {
  place: Place;
  rollout: Rollout;
  act: RolloutAct;
  onClose: () => void;
}

/** One press and one confirmation that says what people will get. */
export function ActDialog({ place, rollout, act, onClose }: ActDialogProps) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const words = actWords(act, rollout);
  const acting = useMutation({
    mutationFn: () => actOnRollout(place, rollout.id, act, reason),
    onSuccess: async () => {
      say({ title: words.done, message: `${place.flag} in ${place.environment}` });
      onClose();
    },
    onSettled: () =>
      Promise.all([refreshFlag(queries, place), queries.invalidateQueries({ queryKey: ["rollouts", place.project] })]),
  });
  return (
    <Modal opened onClose={onClose} title={words.title} size="lg">
      <Stack>
        <Text>
          In {place.environment}: {words.effect}
        </Text>
        <Textarea
          label="Reason"
          description="Optional; the history shows it"
          autosize
          minRows={2}
          maxLength={1000}
          dir="auto"
          value={reason}
          onChange={({ currentTarget: { value } }) => setReason(value)}
        />
        {acting.error ? <Problem title={`Not done: ${words.button}`} error={acting.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color={
              act === "rollBack" ? "kill" : act === "start" || act === "resume" || act === "approve" ? "accent" : "gray"
            }
            autoContrast
            loading={acting.isPending}
            onClick={() => acting.mutate()}
            data-autofocus
          >
            {words.button}
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
