import { Button, Stack } from "@mantine/core";
import { variantWords } from "@switchyard/core/words";
import type { UseMutationResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { UNDO_SECONDS } from "../ui/undo-store.ts";
import { Receipt } from "./receipt.tsx";
import { TellOthers } from "./tell-others.tsx";

interface KillDoneProps {
  place: Place;
  flag: Flag;
  version: number;
  reason: string;
  undo: UseMutationResult<unknown, Error, void>;
  onClose: () => void;
}

/** The proof, and 30 seconds in which the kill can be taken back without a review. */
export function KillDone({ place, flag, version, reason, undo, onClose }: KillDoneProps) {
  const left = useCountdown(UNDO_SECONDS);
  const configuration = flag.environments[place.environment];
  const answer = configuration ? variantWords(flag, configuration.offVariant) : "the off variant";
  return (
    <Stack gap="lg">
      <Receipt place={place} version={version} answer={answer} large />
      <TellOthers place={place} answer={answer} reason={reason} onLeave={onClose} />
      {undo.isError ? <Problem title={`${flag.key} is still killed`} error={undo.error} /> : null}
      <Actions>
        {left > 0 ? (
          <Button variant="default" size="md" loading={undo.isPending} onClick={() => undo.mutate()}>
            Undo ({left} s)
          </Button>
        ) : null}
        <Button size="md" data-autofocus onClick={onClose}>
          Done
        </Button>
      </Actions>
    </Stack>
  );
}

function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft((was) => Math.max(0, was - 1)), 1000);
    return () => clearInterval(timer);
  }, []);
  return left;
}
