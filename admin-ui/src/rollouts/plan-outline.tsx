import type { Rollout } from "../api/types.ts";
import { unbroken } from "../words/unbroken.ts";
import { guardWords } from "./plan-words.ts";
import classes from "./rollouts.module.css";
import { Stages } from "./stages.tsx";

/** A plan at a glance: the way up, and what takes it back. */
export function PlanOutline({ plan, at }: { plan: Rollout["plan"]; at?: number }) {
  return (
    <>
      <Stages plan={plan} {...(at === undefined ? {} : { at })} />
      <ul className={classes.watched}>
        {plan.guards.map((guard) => (
          <li key={guard.key}>{unbroken(guardWords(guard, plan.metrics))}</li>
        ))}
        {plan.alerts.map(({ key, action }) => (
          <li key={key}>
            {key}: an alert of another system {action === "pause" ? "pauses it" : "takes it back"}
          </li>
        ))}
      </ul>
    </>
  );
}
