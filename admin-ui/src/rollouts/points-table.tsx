import { Table } from "@mantine/core";
import { percent } from "@switchyard/core/words";
import type { Rollout } from "../api/types.ts";
import type { Series } from "./chart-data.ts";
import classes from "./rollouts.module.css";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const rate = (value: number | null | undefined) => (value == null ? "–" : `${Number(value.toPrecision(2))} %`);
const strength = (value: number | undefined) => (value === undefined ? "–" : Number(value.toPrecision(3)).toString());

/** The charts' numbers, the newest first. */
export function PointsTable({ plan, series, guard }: { plan: Rollout["plan"]; series: Series; guard: string }) {
  const places = series.at.map((_, place) => place).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.table} tabIndex={0} aria-label="Both groups and the evidence">
      <Table verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th>Stage</Table.Th>
            <Table.Th>{guard}, treated</Table.Th>
            <Table.Th>control</Table.Th>
            <Table.Th>evidence of {guard}</Table.Th>
            <Table.Th>of all</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {places.map((place) => (
            <Table.Tr key={series.at[place]}>
              <Table.Td>{clock.format(series.at[place])}</Table.Td>
              <Table.Td>{percent(plan.stages[series.stage[place] ?? 0]?.percentage ?? 0)}</Table.Td>
              <Table.Td>{rate(series.treated[place])}</Table.Td>
              <Table.Td>{rate(series.control[place])}</Table.Td>
              <Table.Td>{strength(series.own[place])}</Table.Td>
              <Table.Td>{strength(series.evidence[place])}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
