import type { ReactNode } from "react";
import classes from "./stat.module.css";

/** A number and what it counts. */
export function Stat({ value, label, tone = "plain" }: { value: ReactNode; label: string; tone?: "plain" | "warn" }) {
  return (
    <div className={classes.stat}>
      <dd className={tone === "warn" ? classes.warn : undefined}>{value}</dd>
      <dt>{label}</dt>
    </div>
  );
}

export function Stats({ children }: { children: ReactNode }) {
  return <dl className={classes.stats}>{children}</dl>;
}
