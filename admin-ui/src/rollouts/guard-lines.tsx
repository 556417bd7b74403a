import { IconAlertTriangleFilled, IconCircleCheckFilled, IconOctagonMinusFilled } from "@tabler/icons-react";
import type { RolloutLive } from "../api/types.ts";
import { counted } from "../words/count.ts";
import { unbroken } from "../words/unbroken.ts";
import classes from "./rollouts.module.css";
import { heightOf, toneOf } from "./words.ts";

type GuardView = RolloutLive["guards"][number];

const TONES = {
  good: { words: "fine", Icon: IconCircleCheckFilled },
  doubt: { words: "doubt", Icon: IconAlertTriangleFilled },
  harm: { words: "harm", Icon: IconOctagonMinusFilled },
} as const;

/** A line for each guard: what it sees, how strong the evidence of harm is, and how far that is from enough. */
export function GuardLines({ guards, proof }: { guards: readonly GuardView[]; proof: number }) {
  return (
    <ul className={classes.guards} aria-label="Guards">
      {guards.map((guard) => {
        const tone = toneOf(guard.evidence, proof);
        const { words, Icon } = TONES[tone];
        return (
          <li key={guard.key} className={`${classes.guard} ${classes[tone]}`}>
            <span className={classes.verdict}>
              <Icon size={16} aria-hidden /> {words}
            </span>
            <span className={classes.line} dir="auto">
              {unbroken(guard.line)}
              <Sources guard={guard} />
            </span>
            <div className={classes.bar} aria-hidden>
              <div style={{ width: `${heightOf(guard.evidence, proof)}%` }} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Sources({ guard: { treated, control, clustering } }: { guard: GuardView }) {
  if (treated.of + control.of === 0) return null;
  const clumps = clustering > 1.05 ? `; each counts as 1/${clustering.toFixed(1)}, as they come in clumps` : "";
  return (
    <span className={classes.sources}>
      of {counted(treated.of, "treated", "treated")} and {counted(control.of, "control", "control")}
      {clumps}
    </span>
  );
}
