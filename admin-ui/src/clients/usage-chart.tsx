import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import type { Flag, FlagUsage } from "../api/types.ts";
import classes from "./clients.module.css";
import { usageName } from "./usage-table.tsx";

interface UsageChartProps {
  flag: Flag;
  usage: FlagUsage;
}

const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const HEIGHT = 180;
const HOUR_S = 3600;
/** More lines can't be told apart; the table has them all. */
const MOST_LINES = 6;
// Told apart by dashes as well as by colour.
const LIGHT = ["#3b50cb", "#8a5a00", "#0b7a55", "#a3256b", "#5d6673", "#0c6b8f"];
const DARK = ["#a3b1f5", "#f4b266", "#5fd3a5", "#f08cc0", "#a3acb9", "#6cc7e8"];
const DASHES = [[], [8, 4], [2, 3], [12, 4, 2, 4], [4, 4], [1, 2]];

/** Evaluations by the hour, a line for each variant. */
export function UsageChart({ flag, usage }: UsageChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const shown = usage.variants.slice(0, MOST_LINES);
    const hours = shown[0]?.counts.length ?? 0;
    const at = Array.from({ length: hours }, (_, index) => usage.from / 1000 + index * HOUR_S);
    const style = getComputedStyle(element);
    const text = style.getPropertyValue("--mantine-color-dimmed") || "#5a6370";
    const line = style.getPropertyValue("--line") || "#e2e5ea";
    const colors = scheme === "dark" ? DARK : LIGHT;
    const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        cursor: { y: false },
        legend: { live: false },
        axes: [
          { ...axis, values: (_, at) => at.map((seconds) => hour.format(seconds * 1000)) },
          { ...axis, size: 60 },
        ],
        scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
        series: [
          {},
          ...shown.map(({ variant }, index) => ({
            label: usageName(flag, variant),
            stroke: colors[index] ?? text,
            dash: DASHES[index] ?? [],
            width: 2,
          })),
        ],
      },
      [at, ...shown.map(({ counts }) => counts)],
      element,
    );
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
    };
  }, [flag, usage, scheme]);
  return (
    <div
      ref={host}
      className={classes.chart}
      role="img"
      aria-label="Evaluations by the hour; the table below has the numbers"
    />
  );
}
