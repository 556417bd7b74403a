import type { Flag, Usage } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import { Sparkline } from "../ui/sparkline.tsx";
import { State } from "../ui/state.tsx";
import { counted } from "../words/count.ts";
import classes from "./flags.module.css";

interface FlagCellProps {
  flag: Flag;
  environment: string;
  /** Of all flags on the page, once it is here. */
  usage: Usage | undefined;
}

/** A flag in one environment: what it does, and whether anybody asks for it. */
export function FlagCell({ flag, environment, usage }: FlagCellProps) {
  const used = usage && Object.hasOwn(usage.flags, flag.key) ? usage.flags[flag.key] : undefined;
  const total = used?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
  return (
    <span className={classes.inside}>
      <State flag={flag} configuration={flag.environments[environment]} />
      <span className={classes.used}>
        {used ? <Moment at={used.lastEvaluatedAt} /> : usage ? "not evaluated" : " "}
      </span>
      {total > 0 && used ? (
        <Sparkline counts={used.counts} label={`${counted(total, "evaluation")} in 24 hours`} />
      ) : null}
    </span>
  );
}
