import { Button, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Actions } from "./actions.tsx";
import { Modal } from "./modal.tsx";
import { Problem } from "./problem.tsx";

interface ConfirmProps {
  title: string;
  /** What will be different, for whom. */
  children: ReactNode;
  confirmLabel: string;
  doing: { isPending: boolean; error: Error | null };
  errorTitle: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question before something that nobody gets from a flag, such as the end of a token. */
export function Confirm({ title, children, confirmLabel, doing, errorTitle, onConfirm, onClose }: ConfirmProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        {children}
        {doing.error ? <Problem title={errorTitle} error={doing.error} /> : null}
        <Actions>
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button color="gray" loading={doing.isPending} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
