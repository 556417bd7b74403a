import { percent, span } from "@switchyard/core/words";
import type { Rollout } from "../api/types.ts";
import { counted } from "../words/count.ts";
import classes from "./rollouts.module.css";

type Plan = Rollout["plan"];

interface StagesProps {
  plan: Pick<Plan, "stages">;
  /** Where it is; absent before the start. */
  at?: number;
  isOver?: boolean;
}

/** The stages on a line: those that are behind, the one that is on, and what each of the others asks for. */
export function Stages({ plan: { stages }, at, isOver = false }: StagesProps) {
  return (
    <ol className={classes.stages} aria-label="Stages">
      {stages.map(({ percentage, holdMs, minTreated, approval }, stage) => {
        const isNow = stage === at;
        const tone =
          at === undefined || stage > at ? "" : isNow ? (isOver ? classes.stopped : classes.now) : classes.done;
        const position =
          at === undefined ? "" : stage < at ? "done: " : isNow ? (isOver ? "ended here: " : "now: ") : "";
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: stages are told apart by their place
            key={stage}
            className={`${classes.stage} ${tone}`}
            aria-current={isNow ? "step" : undefined}
          >
            <strong>
              {position === "" ? null : <span className={classes.detail}>{position}</span>}
              {percent(percentage)}
            </strong>
            <span className={classes.detail}>
              {stageWords({ percentage, holdMs, minTreated })}
              {approval ? "; then somebody agrees" : ""}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function stageWords({
  percentage,
  holdMs,
  minTreated,
}: Pick<Plan["stages"][number], "percentage" | "holdMs" | "minTreated">) {
  if (percentage >= 100) return holdMs > 0 ? `everyone; watched for ${span(holdMs)}` : "everyone";
  const requests = minTreated > 0 ? counted(minTreated, "treated request") : undefined;
  return [holdMs > 0 ? span(holdMs) : undefined, requests].filter(Boolean).join(" and ") || "no time to stay";
}
