import { Table } from "@mantine/core";
import { variantWords } from "@switchyard/core/words";
import type { Flag, FlagUsage } from "../api/types.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import classes from "./clients.module.css";

interface UsageTableProps {
  flag: Flag;
  usage: FlagUsage;
}

const number = new Intl.NumberFormat("en");
const hour = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const HOUR_MS = 3_600_000;

export const usageName = (flag: Flag, variant: string | null) =>
  variant === null ? "the code’s own default" : variantWords(flag, variant);

/** The chart's numbers, for whoever can't see it or wants them exactly. */
export function UsageTable({ flag, usage: { from, variants } }: UsageTableProps) {
  const all = variants.reduce((sum, { total }) => sum + total, 0);
  const hours = Array.from({ length: variants[0]?.counts.length ?? 0 }, (_, index) => index).reverse();
  return (
    <>
      <Table verticalSpacing={4} aria-label="Evaluations by variant">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Variant</Table.Th>
            <Table.Th className={classes.count}>Evaluations</Table.Th>
            <Table.Th className={classes.count}>Share</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {variants.map(({ variant, total }) => (
            <Table.Tr key={variant ?? ""}>
              <Table.Td className={classes.name}>{usageName(flag, variant)}</Table.Td>
              <Table.Td className={classes.count}>{number.format(total)}</Table.Td>
              <Table.Td className={classes.count}>{all === 0 ? "–" : `${((100 * total) / all).toFixed(1)} %`}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Disclosure show="Show by the hour" hide="Hide the hours">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={classes.scroll} tabIndex={0} aria-label="Evaluations by the hour">
          <Table verticalSpacing={2}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Hour from</Table.Th>
                {variants.map(({ variant }) => (
                  <Table.Th key={variant ?? ""} className={classes.count}>
                    {usageName(flag, variant)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {hours.map((index) => (
                <Table.Tr key={index}>
                  <Table.Td>{hour.format(from + index * HOUR_MS)}</Table.Td>
                  {variants.map(({ variant, counts }) => (
                    <Table.Td key={variant ?? ""} className={classes.count}>
                      {number.format(counts[index] ?? 0)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      </Disclosure>
    </>
  );
}
