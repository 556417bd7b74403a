import { NumberInput, Stack, Table, Text, Title } from "@mantine/core";
import { percent } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { previewQuery, type RolloutAct } from "../api/rollouts.ts";
import type { Rollout, RolloutPreview } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Card } from "../ui/card.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { Problem } from "../ui/problem.tsx";
import { unbroken } from "../words/unbroken.ts";
import { ActDialog } from "./act-dialog.tsx";
import { actsOf } from "./acts.ts";
import { PlanOutline } from "./plan-outline.tsx";
import classes from "./rollouts.module.css";
import { actWords, findWords } from "./words.ts";

/** A plan before its start: the way up, what watches it, and how long this flag's traffic needs to find a harm. */
export function Draft({ place, rollout }: { place: Place; rollout: Rollout }) {
  const [act, setAct] = useState<RolloutAct>();
  const { plan } = rollout;
  return (
    <Card aria-label="Planned guarded rollout">
      <Stack gap="lg">
        <div className={classes.head}>
          <div>
            <Title order={2} size="h5" mb={4}>
              Guarded rollout: planned, not started
            </Title>
            <Text size="sm" c="dimmed">
              {plan.name}, planned by <bdi>{rollout.createdBy}</bdi>. Nothing of it can be edited once it runs; stop it
              and plan anew, with the same people.
            </Text>
          </div>
          <div className={classes.actions}>
            {actsOf(rollout).map((one) => (
              <MayButton
                key={one}
                needs="editor"
                environment={place.environment}
                size="sm"
                variant={one === "start" ? "filled" : "default"}
                onClick={() => setAct(one)}
              >
                {actWords(one, rollout).button}
              </MayButton>
            ))}
          </div>
        </div>
        <PlanOutline plan={plan} />
        <Preview place={place} rollout={rollout} />
      </Stack>
      {act ? <ActDialog place={place} rollout={rollout} act={act} onClose={() => setAct(undefined)} /> : null}
    </Card>
  );
}

function Preview({ place, rollout }: { place: Place; rollout: Rollout }) {
  const [perSecond, setPerSecond] = useState<number>();
  const query = useQuery({ ...previewQuery(place, rollout.id, perSecond), placeholderData: (before) => before });
  if (query.error) return <Problem title="How long it takes could not be worked out" error={query.error} />;
  if (!query.data) return null;
  const { harms } = query.data;
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        How long this traffic needs to find that something doubled
      </Title>
      <NumberInput
        label="Requests a second that ask for this flag"
        description="From the last day, unless you say otherwise"
        w="min(20rem, 100%)"
        mb="sm"
        min={0.001}
        max={1_000_000}
        decimalScale={2}
        value={perSecond ?? Number(query.data.perSecond.toFixed(2))}
        onChange={(next) => setPerSecond(typeof next === "number" && next > 0 ? next : undefined)}
      />
      {harms.length === 0 ? (
        <Text size="sm" c="dimmed">
          How long a mean takes depends on how its values are spread, so nothing is foretold.
        </Text>
      ) : (
        <PreviewTable plan={rollout.plan} harms={harms} />
      )}
      <Text size="sm" c="dimmed" mt="xs">
        On average; smaller harm takes longer, greater harm is found sooner. What is found in no time that matters to
        you needs a higher first stage or more traffic.
      </Text>
    </div>
  );
}

function PreviewTable({ plan, harms }: { plan: Rollout["plan"]; harms: RolloutPreview["harms"] }) {
  const stages = plan.stages.map((_, stage) => stage).filter((stage) => harms.some((harm) => harm.stage === stage));
  const rows = [...new Set(harms.map(({ guard, from, to }) => JSON.stringify([guard, from, to])))].map(
    (text) => JSON.parse(text) as [guard: string, from: number, to: number],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.table} tabIndex={0} aria-label="Time to find a doubling">
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Bad ones</Table.Th>
            {stages.map((stage) => (
              <Table.Th key={stage}>at {percent(plan.stages[stage]?.percentage ?? 0)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([guard, from, to]) => (
            <Table.Tr key={`${guard} ${from}`}>
              <Table.Td>
                {guard}: {unbroken(percent(100 * from))} → {unbroken(percent(100 * to))}
              </Table.Td>
              {stages.map((stage) => {
                const harm = harms.find((one) => one.guard === guard && one.from === from && one.stage === stage);
                return <Table.Td key={stage}>{harm ? findWords(harm.seconds) : "–"}</Table.Td>;
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
