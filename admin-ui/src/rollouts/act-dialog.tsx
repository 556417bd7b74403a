import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { RolloutAct } from "../api/rollouts.ts";
import type { Rollout } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { ReasonField } from "../ui/reason-field.tsx";
import { RaiseSheet } from "./raise-sheet.tsx";
import { useAct } from "./use-act.ts";
import { actWords } from "./words.ts";

interface ActDialogProps {
  place: Place;
  rollout: Rollout;
  act: RolloutAct;
  onClose: () => void;
}

/** Down is one press and one confirmation that says what people will get; up is reviewed. */
export function ActDialog({ act, ...props }: ActDialogProps) {
  const isRaising = act === "start" || act === "resume" || act === "approve";
  return isRaising ? <RaiseSheet {...props} act={act} /> : <LowerDialog {...props} act={act} />;
}

function LowerDialog({ place, rollout, act, onClose }: ActDialogProps) {
  const [reason, setReason] = useState("");
  const words = actWords(act, rollout);
  const acting = useAct({ place, rollout, act, reason, onDone: onClose });
  return (
    <Modal opened onClose={onClose} title={words.title} size="lg">
      <Stack>
        <Text>
          In {place.environment}: {words.effect}
        </Text>
        <ReasonField value={reason} onChange={setReason} />
        {acting.error ? <Problem title={`Not done: ${words.button}`} error={acting.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color={act === "rollBack" ? "kill" : "gray"}
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
