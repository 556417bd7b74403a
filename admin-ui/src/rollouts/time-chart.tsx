import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import uPlot from "uplot";
import classes from "./rollouts.module.css";

interface TimeChartProps {
  title: string;
  /** Milliseconds since 1970. */
  at: number[];
  lines: { label: string; values: (number | null)[] }[];
  /** Each tenfold as high as the next: for evidence, which multiplies. */
  isLog?: boolean;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
/** Short enough for the axis however much evidence there is. On a log scale not each line has its number. */
const tickWords = (tick: number | null) =>
  tick === null ? "" : tick < 1e9 ? compact.format(tick) : tick.toExponential(0).replace("+", "");

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const HEIGHT = 200;
// Told apart by dashes as well as by colour.
const LIGHT = ["#3b50cb", "#8a5a00", "#5d6673"];
const DARK = ["#a3b1f5", "#f4b266", "#a3acb9"];
const DASHES = [[], [6, 3], [2, 4]];
/** So few moments are shown each. */
const FEW = 8;
/** Evidence below this says the same as none. */
const LOWEST = 0.1;

/** Lines over time. Whoever can't see them has the table. */
export function TimeChart({ title, at, lines, isLog = false }: TimeChartProps) {
  const heading = useId();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const scheme = useComputedColorScheme("light");
  const labels = lines.map(({ label }) => label).join("\n");
  const data: uPlot.AlignedData = [
    at.map((time) => time / 1000),
    ...lines.map(({ values }) => (isLog ? values.map((value) => value && Math.max(LOWEST, value)) : values)),
  ];
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const text = style.getPropertyValue("--mantine-color-dimmed") || "#5a6370";
    const line = style.getPropertyValue("--line") || "#e2e5ea";
    const colors = scheme === "dark" ? DARK : LIGHT;
    const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const drawn = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        cursor: { y: false },
        legend: { live: false },
        axes: [
          { ...axis, values: (_, times) => times.map((seconds) => clock.format(seconds * 1000)), space: 80 },
          { ...axis, size: 56, values: (_, ticks) => ticks.map(tickWords) },
        ],
        scales: {
          y: isLog
            ? { distr: 3, log: 10, range: (_, __, most) => [LOWEST, Math.max(1000, most * 2)] }
            : { range: (_, __, most) => [0, Math.max(0.5, most * 1.1)] },
        },
        series: [
          {},
          ...labels.split("\n").map((label, index) => ({
            label,
            stroke: colors[index] ?? text,
            dash: DASHES[index] ?? [],
            width: 2,
            // A line needs two moments.
            points: { show: (drawn: uPlot) => (drawn.data[0]?.length ?? 0) <= FEW, size: 6 },
          })),
        ],
      },
      latest.current,
      element,
    );
    chart.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
      chart.current = undefined;
    };
  }, [scheme, labels, isLog]);

  // New points go into the chart that is there: where somebody points stays.
  useEffect(() => {
    chart.current?.setData(latest.current);
  });

  return (
    <figure className={classes.chart} aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      <div ref={host} role="img" aria-label={`${title} over time; the table below has the numbers`} />
    </figure>
  );
}
