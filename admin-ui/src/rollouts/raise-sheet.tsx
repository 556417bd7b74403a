import { Text } from "@mantine/core";
import { useState } from "react";
import type { Operation, Rollout } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useEnvironments } from "../ui/project.ts";
import { PlanOutline } from "./plan-outline.tsx";
import { useAct } from "./use-act.ts";
import { actWords, proposalTitle, type Raising } from "./words.ts";

interface RaiseSheetProps {
  place: Place;
  rollout: Rollout;
  act: Raising;
  onClose: () => void;
}

/** Up is reviewed like every raise: what people will get, what holds it, and how else it can be done. */
export function RaiseSheet({ place, rollout, act, onClose }: RaiseSheetProps) {
  const [reason, setReason] = useState("");
  const environment = useEnvironments().find(({ key }) => key === place.environment);
  const { plan, progress, status } = rollout;
  const words = actWords(act, rollout);
  const acting = useAct({ place, rollout, act, reason, onDone: onClose });
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={words.title}
      environment={environment}
      direction="raises"
      proposal={{
        title: proposalTitle(act, rollout, place.environment),
        operations: [operationOf(place, rollout, act)],
      }}
      canWait={act !== "approve"}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel={words.button}
      onConfirm={() => acting.mutate()}
      pending={acting.isPending}
      error={acting.error}
      errorTitle={`Not done: ${words.button}`}
    >
      <Text>
        In {place.environment}: {words.effect}
      </Text>
      <PlanOutline plan={plan} {...(status === "draft" ? {} : { at: progress.stage })} />
    </ReviewSheet>
  );
}

function operationOf({ environment, flag }: Place, { id, progress }: Rollout, act: Raising): Operation {
  const at = { environment, flag, rollout: id };
  if (act === "approve") return { kind: "approveStage", ...at, stage: progress.stage + 1 };
  return { kind: act === "start" ? "startRollout" : "resumeRollout", ...at };
}
