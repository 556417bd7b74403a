import { Text, Title } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isOpen, rolloutsQuery } from "../api/rollouts.ts";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Card } from "../ui/card.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Draft } from "./draft.tsx";
import { PastRollouts } from "./past-rollouts.tsx";
import classes from "./rollouts.module.css";
import { Standing } from "./standing.tsx";

const PlanSheet = lazyPart(() => import("./plan-sheet.tsx"), "PlanSheet");

interface GuardedProps {
  place: Place;
  flag: Flag;
  saved: Configuration;
}

/** A flag's guarded rollout in one environment: the one that runs, the one that is planned, or how to plan one. */
export function Guarded({ place, flag, saved }: GuardedProps) {
  const query = useQuery(rolloutsQuery(place));
  const [planning, setPlanning] = useState(false);
  if (query.error) {
    return (
      <Problem
        title={`The guarded rollouts of ${flag.key} could not be loaded`}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!query.data) return null;
  const open = query.data.find(isOpen);
  const draft = query.data.find(({ status }) => status === "draft");
  // A plan that was dropped has reached nobody.
  const past = query.data.filter((one) => one !== open && one.progress.startedAt !== undefined);
  return (
    <>
      {/* What became of the last one is read before another is planned. */}
      {open || draft ? null : <PastRollouts place={place} rollouts={past} />}
      {open ? (
        <Standing key={open.id} place={place} rollout={open} />
      ) : draft ? (
        <Draft key={draft.id} place={place} rollout={draft} />
      ) : (
        <Card aria-label="Guarded rollout">
          <div className={classes.head}>
            <div>
              <Title order={2} size="h5" mb={4}>
                Guarded rollout
              </Title>
              <Text size="sm" c="dimmed" maw="46rem">
                Climbs by itself, stage by stage, while it compares who has the change with who has not. Harm takes it
                back at once; only a person raises it again.
              </Text>
            </div>
            <MayButton
              needs="editor"
              environment={place.environment}
              variant="default"
              leftSection={<IconShieldCheck size={18} aria-hidden />}
              disabled={saved.killed !== undefined}
              onClick={() => setPlanning(true)}
            >
              Plan a guarded rollout
            </MayButton>
          </div>
          {saved.killed ? (
            <Text size="sm" mt="sm">
              The flag is killed: restore it first.
            </Text>
          ) : null}
        </Card>
      )}
      {open || draft ? <PastRollouts place={place} rollouts={past} /> : null}
      {planning ? <PlanSheet place={place} flag={flag} saved={saved} onClose={() => setPlanning(false)} /> : null}
    </>
  );
}
