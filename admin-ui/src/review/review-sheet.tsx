import { Button, Modal, Stack, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { Direction } from "@switchyard/core/words";
import type { ReactNode } from "react";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { SentenceDiff } from "../ui/sentence-diff.tsx";
import { DirectionNote } from "./direction-note.tsx";

interface ReviewSheetProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Where it takes effect; named beside the direction. */
  environment?: { key: string; protected: boolean } | undefined;
  /** The sentences before and after. Without them, the children say what will be different. */
  before?: string;
  after?: string;
  direction?: Direction;
  reason: string;
  onReason: (reason: string) => void;
  cancelLabel: string;
  confirmLabel: string;
  onConfirm: () => void;
  pending: boolean;
  /** Something makes it impossible, and the children say what. */
  disabled?: boolean;
  error?: Error | null | undefined;
  errorTitle: string;
  /** Instead of the confirmation: something must be settled first. */
  blocked?: ReactNode;
  children?: ReactNode;
}

/** What every write that is not a kill goes through: what will be different, for whom it rises, and why. */
export function ReviewSheet(props: ReviewSheetProps) {
  const { opened, onClose, title, environment, before, after, direction = "same", reason, onReason, blocked } = props;
  const phone = useMediaQuery("(max-width: 48em)");
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="lg" fullScreen={phone} closeOnClickOutside={false}>
      <Stack>
        {environment ? <DirectionNote direction={direction} environment={environment} /> : null}
        {before === undefined || after === undefined ? null : <SentenceDiff before={before} after={after} />}
        {props.children}
        {blocked ?? (
          <>
            <Textarea
              label="Reason"
              description="Optional; the history shows it"
              autosize
              minRows={2}
              maxLength={1000}
              dir="auto"
              value={reason}
              onChange={({ currentTarget: { value } }) => onReason(value)}
            />
            {props.error ? <Problem title={props.errorTitle} error={props.error} /> : null}
            <Actions>
              <Button variant="default" onClick={onClose}>
                {props.cancelLabel}
              </Button>
              <Button
                loading={props.pending}
                disabled={props.disabled === true}
                onClick={props.onConfirm}
                color={direction === "raises" ? "accent" : "gray"}
                autoContrast
                data-autofocus
              >
                {props.confirmLabel}
              </Button>
            </Actions>
          </>
        )}
      </Stack>
    </Modal>
  );
}
