import { Button, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { Direction } from "@switchyard/core/words";
import { type ReactNode, Suspense } from "react";
import { Actions } from "../ui/actions.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { ReasonField } from "../ui/reason-field.tsx";
import { SentenceDiff } from "../ui/sentence-diff.tsx";
import { DirectionNote } from "./direction-note.tsx";
import classes from "./review.module.css";
import { type Proposal, useDecision } from "./use-decision.ts";

const Held = lazyPart(() => import("./held.tsx"), "Held");
const OtherWays = lazyPart(() => import("./other-ways.tsx"), "OtherWays");

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
  /** The change as the server judges it; without it, nothing but the button's own errors holds it. */
  proposal?: Proposal | undefined;
  /** It can be kept for its time. @default true */
  canWait?: boolean;
  reason: string;
  /** Whatever a policy says. */
  needsReason?: boolean;
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

/** What every write that is not a kill goes through: what will be different, for whom it rises, why, and what holds it. */
export function ReviewSheet(props: ReviewSheetProps) {
  const { opened, onClose, title, environment, before, after, direction = "same", reason, onReason, blocked } = props;
  const phone = useMediaQuery("(max-width: 48em)");
  const { decision, isPending } = useDecision(opened && !blocked ? props.proposal : undefined);
  const held = decision && decision.may !== "save" ? decision : undefined;
  const needsReason = decision?.needsReason === true || props.needsReason === true;
  const lacksReason = needsReason && reason.trim() === "";
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="lg"
      fullScreen={phone}
      closeOnClickOutside={false}
      classNames={{ content: classes.sheet ?? "" }}
    >
      <Stack>
        {environment ? <DirectionNote direction={direction} environment={environment} /> : null}
        {before === undefined || after === undefined ? null : <SentenceDiff before={before} after={after} />}
        {props.children}
        {blocked ?? (
          <>
            {held ? (
              <Suspense>
                <Held decision={held} />
              </Suspense>
            ) : null}
            {held?.may === "nothing" ? null : (
              <ReasonField
                description={needsReason ? "Needed here; the history shows it" : undefined}
                required={needsReason}
                value={reason}
                onChange={onReason}
              />
            )}
            {props.error ? <Problem title={props.errorTitle} error={props.error} /> : null}
            {decision && props.proposal && decision.may !== "nothing" ? (
              <Suspense>
                <OtherWays
                  decision={decision}
                  proposal={props.proposal}
                  reason={reason}
                  canWait={props.canWait ?? true}
                  onDone={props.proposal.onProposed ?? onClose}
                />
              </Suspense>
            ) : null}
            {isPending ? <div className={classes.place} /> : null}
            <div className={classes.foot}>
              <Actions>
                <Button variant="default" onClick={onClose}>
                  {held?.may === "nothing" ? "Close" : props.cancelLabel}
                </Button>
                {held ? null : (
                  <Button
                    loading={props.pending || isPending}
                    disabled={props.disabled === true || lacksReason}
                    onClick={props.onConfirm}
                    color={direction === "raises" ? "accent" : "gray"}
                    autoContrast
                    data-autofocus
                  >
                    {props.confirmLabel}
                  </Button>
                )}
              </Actions>
            </div>
          </>
        )}
      </Stack>
    </Modal>
  );
}
