import classes from "./sparkline.module.css";

const NARROW = 60;
const WIDE = 180;
const HEIGHT = 18;

/** How something went over time, oldest first, without scales: the words beside it tell how much. */
export function Sparkline({ counts, label, wide }: { counts: readonly number[]; label: string; wide?: boolean }) {
  const width = wide ? WIDE : NARROW;
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  return (
    <svg
      className={classes.sparkline}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(2, (HEIGHT * count) / most);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place in the row
            key={index}
            className={count === 0 ? classes.none : undefined}
            x={index * step}
            y={HEIGHT - height}
            width={Math.max(1, step - 0.75)}
            height={height}
          />
        );
      })}
    </svg>
  );
}
