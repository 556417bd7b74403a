import { Link } from "@tanstack/react-router";
import type { Rollout } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import rows from "../ui/rows.module.css";
import { standingWords } from "./words.ts";

const FIRST = 5;

/** Rollouts that are over; each has a page to share. */
export function PastRollouts({ place, rollouts }: { place: Place; rollouts: readonly Rollout[] }) {
  if (rollouts.length === 0) return null;
  return (
    <Panel title={`Guarded rollouts before in ${place.environment}`}>
      <ul className={rows.rows}>
        {rollouts.slice(0, FIRST).map((rollout) => (
          <li key={rollout.id}>
            <div className={rows.main}>
              <Link
                to="/projects/$project/flags/$flag/rollouts/$rollout"
                params={{ project: place.project, flag: place.flag, rollout: rollout.id }}
                search={{ environment: place.environment }}
              >
                {standingWords(rollout)}
              </Link>
              <div className={rollout.status === "rolledBack" ? rows.problem : rows.detail}>
                {rollout.progress.why ?? rollout.plan.name}
              </div>
            </div>
            <span className={rows.detail}>
              <Moment at={rollout.progress.endedAt ?? rollout.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
