import { NativeSelect, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { pointsQuery } from "../api/rollouts.ts";
import type { Rollout } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { seriesOf, withEnds } from "./chart-data.ts";
import { PointsTable } from "./points-table.tsx";
import classes from "./rollouts.module.css";
import { TimeChart } from "./time-chart.tsx";

interface EvidenceChartsProps {
  place: Place;
  rollout: Rollout;
  proof: number;
  isLive?: boolean;
}

/** Both groups and the evidence over time, and the same as a table. */
export function EvidenceCharts({ place, rollout, proof, isLive = false }: EvidenceChartsProps) {
  const { data } = useQuery(pointsQuery(place, rollout.id, isLive));
  const [chosen, setChosen] = useState(0);
  const series = useMemo(() => seriesOf(withEnds(data?.points ?? [], rollout), chosen), [data, rollout, chosen]);
  if (!data || series.at.length < 2) return null;
  const guard = rollout.plan.guards[chosen];
  const name = data.guards[chosen] ?? "";
  const hasRates = guard?.kind !== "mean";
  return (
    <Stack gap="sm">
      {data.guards.length > 1 ? (
        <NativeSelect
          label="Guard"
          w="min(16rem, 100%)"
          value={String(chosen)}
          data={data.guards.map((key, index) => ({ value: String(index), label: key }))}
          onChange={({ currentTarget: { value } }) => setChosen(Number(value))}
        />
      ) : null}
      <div className={classes.charts}>
        {hasRates ? (
          <TimeChart
            title={`${name}: bad ones, in percent`}
            at={series.at}
            lines={[
              { label: "treated", values: series.treated },
              { label: "control", values: series.control },
            ]}
          />
        ) : null}
        <TimeChart
          title="Evidence of harm"
          at={series.at}
          lines={[
            { label: "all guards", values: series.evidence },
            { label: name, values: series.own },
            { label: `goes back at ${Math.ceil(proof)}`, values: series.at.map(() => proof) },
          ]}
          isLog
        />
      </div>
      <Disclosure show="Show as a table" hide="Hide the table">
        <PointsTable plan={rollout.plan} series={series} guard={name} />
      </Disclosure>
    </Stack>
  );
}
