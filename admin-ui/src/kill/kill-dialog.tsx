import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshFlag } from "../api/refresh.ts";
import type { Flag } from "../api/types.ts";
import { kill, type Place } from "../api/writes.ts";
import { Modal } from "../ui/modal.tsx";
import { say } from "../ui/say.ts";
import { withdrawUndo } from "../ui/undo-store.ts";
import { KillConfirmation } from "./kill-confirmation.tsx";
import { KillDone } from "./kill-done.tsx";
import { offerUndoOfKill, undoKill } from "./offer-undo-kill.ts";

interface KillDialogProps {
  project: string;
  flag: Flag;
  environment: string;
  onClose: () => void;
}

/** One confirmation, then the proof, in one place: nobody has to look for whether it worked. */
export function KillDialog({ project, flag, environment, onClose }: KillDialogProps) {
  const queries = useQueryClient();
  const place: Place = { project, environment, flag: flag.key };
  const [reason, setReason] = useState("");
  const killing = useMutation({
    mutationFn: () => kill(place, reason),
    onSuccess: () => {
      // What was offered before is not what people would take back now.
      withdrawUndo();
      return refreshFlag(queries, place);
    },
  });
  const undoing = useMutation({
    mutationFn: () => undoKill(place),
    onSuccess: () => {
      say({ title: "Undone", message: `${flag.key} is restored in ${environment}` });
      onClose();
      return refreshFlag(queries, place);
    },
  });
  const done = killing.isSuccess;
  const close = () => {
    if (killing.data) offerUndoOfKill(place, killing.submittedAt);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={done ? `${flag.key} is killed in ${environment}` : `Kill ${flag.key} in ${environment}?`}
      closeOnClickOutside={!done && !killing.isPending}
    >
      {killing.data ? (
        <KillDone
          place={place}
          flag={flag}
          version={killing.data.version}
          reason={reason}
          undo={undoing}
          onClose={close}
        />
      ) : (
        <KillConfirmation
          flag={flag}
          environment={environment}
          reason={reason}
          onReason={setReason}
          killing={killing}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}
