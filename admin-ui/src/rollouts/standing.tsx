import { Group, Stack, Text, Title } from "@mantine/core";
import { percent } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { type RolloutAct, rolloutQuery } from "../api/rollouts.ts";
import type { Rollout } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Card } from "../ui/card.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Problem } from "../ui/problem.tsx";
import { counted } from "../words/count.ts";
import { unbroken } from "../words/unbroken.ts";
import { ActDialog } from "./act-dialog.tsx";
import { actsOf } from "./acts.ts";
import { GuardLines } from "./guard-lines.tsx";
import classes from "./rollouts.module.css";
import { Stages } from "./stages.tsx";
import { actWords, standingWords, untilWords } from "./words.ts";

const EvidenceCharts = lazyPart(() => import("./evidence-charts.tsx"), "EvidenceCharts");

/** A rollout that runs: how far it is, why it holds, what each guard sees, and the ways out. */
export function Standing({ place, rollout: known }: { place: Place; rollout: Rollout }) {
  const query = useQuery(rolloutQuery(place, known.id));
  const [act, setAct] = useState<RolloutAct>();
  const rollout = query.data ?? known;
  const { plan, progress, status } = rollout;
  const live = query.data?.live;
  const params = { project: place.project, flag: place.flag, rollout: rollout.id };
  return (
    <Card aria-label="Guarded rollout">
      <Stack gap="lg">
        <div className={classes.head}>
          <div>
            <Title order={2} size="h5" mb={4}>
              Guarded rollout: {unbroken(standingWords(rollout))}
            </Title>
            <Text size="sm" role="status">
              {live ? unbroken(live.words) : status === "paused" ? "It is paused." : "Waiting for its first look."}{" "}
              {live?.earliestAt ? <Next at={live.earliestAt} rollout={rollout} /> : null}
            </Text>
            <Text size="sm" c="dimmed">
              {plan.name}, started {progress.startedAt ? <Moment at={progress.startedAt} /> : "just now"} by{" "}
              <bdi>{rollout.createdBy}</bdi>
              {progress.why ? <>; last: {unbroken(progress.why)}</> : null}
              {live ? `; ${counted(live.affected, "treated request")} so far` : ""}
            </Text>
          </div>
          <div className={classes.actions}>
            {actsOf(rollout).map((one) => (
              <MayButton
                key={one}
                needs={one === "approve" || one === "resume" ? "editor" : "responder"}
                environment={place.environment}
                size="sm"
                variant={one === "rollBack" ? "filled" : one === "approve" ? "light" : "default"}
                {...(one === "rollBack" ? { color: "kill" } : {})}
                onClick={() => setAct(one)}
              >
                {actWords(one, rollout).button}
              </MayButton>
            ))}
          </div>
        </div>
        <Stages plan={plan} at={progress.stage} />
        {query.error ? (
          <Problem title="How it stands could not be loaded" error={query.error} onRetry={() => void query.refetch()} />
        ) : null}
        {live ? (
          <>
            <GuardLines guards={live.guards} proof={live.proof} />
            <SampleRatio live={live} />
            <Suspense>
              <EvidenceCharts place={place} rollout={rollout} proof={live.proof} isLive />
            </Suspense>
          </>
        ) : null}
        <Group>
          <Link
            to="/projects/$project/flags/$flag/rollouts/$rollout"
            params={params}
            search={{ environment: place.environment }}
          >
            Its page to share
          </Link>
        </Group>
      </Stack>
      {act ? <ActDialog place={place} rollout={rollout} act={act} onClose={() => setAct(undefined)} /> : null}
    </Card>
  );
}

function Next({ at, rollout: { plan, progress } }: { at: number; rollout: Rollout }) {
  const next = plan.stages[progress.stage + 1];
  const where = next ? `${unbroken(percent(next.percentage))} at the earliest` : "Its end, at the earliest,";
  return (
    <>
      {where} {untilWords(at, Date.now())}.
    </>
  );
}

/** Groups that are not as large as planned can't be compared: said only where it looks so. */
function SampleRatio({
  live: { sampleRatio },
}: {
  live: { sampleRatio: { evidence: number; treated: number; expected: number } };
}) {
  if (sampleRatio.evidence < 20) return null;
  return (
    <Text size="sm" c="var(--warn-text)" fw={550}>
      {counted(Math.round(sampleRatio.treated), "context")} were treated where {Math.round(sampleRatio.expected)} were
      expected: evidence {Math.floor(sampleRatio.evidence)} of 1,001 that the groups are not as planned.
    </Text>
  );
}
