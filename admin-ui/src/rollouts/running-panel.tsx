import { evidenceWords, percent } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { rolloutQuery, runningQuery } from "../api/rollouts.ts";
import type { Environment, Rollout } from "../api/types.ts";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { standingWords, toneOf, untilWords } from "./words.ts";

const FIRST = 8;

/** Guarded rollouts that run, with the next step of each. Nothing where there are none. */
export function RunningRollouts({ environment }: { environment: Environment }) {
  const project = useProject();
  const query = useQuery(runningQuery(project.key, environment.key));
  if (!query.error && (query.data ?? []).length === 0) return null;
  return (
    <Panel title={`Guarded rollouts in ${environment.name}`} query={query}>
      <ul className={rows.rows}>
        {(query.data ?? []).slice(0, FIRST).map((rollout) => (
          <Running key={rollout.id} project={project.key} rollout={rollout} />
        ))}
      </ul>
    </Panel>
  );
}

function Running({ project, rollout: known }: { project: string; rollout: Rollout }) {
  const { environment } = known;
  const { data } = useQuery(rolloutQuery({ project, environment, flag: known.plan.flag }, known.id));
  const rollout = data ?? known;
  const live = data?.live;
  const next = rollout.plan.stages[rollout.progress.stage + 1];
  const tone = live ? toneOf(live.evidence, live.proof) : "good";
  return (
    <li>
      <div className={rows.main}>
        <Link
          to="/projects/$project/flags/$flag"
          params={{ project, flag: rollout.plan.flag }}
          search={{ environment, view: "ramp" }}
        >
          {rollout.plan.flag}
        </Link>
        <div className={rows.detail}>{live?.words}</div>
        {tone === "good" || !live ? null : (
          <div className={rows.problem}>
            Evidence of harm: {evidenceWords(live.evidence)} of {Math.ceil(live.proof)}
          </div>
        )}
      </div>
      <span className={rows.detail}>
        {standingWords(rollout)}
        {live?.earliestAt && next
          ? `; ${percent(next.percentage)} ${untilWords(live.earliestAt, Date.now())} at the earliest`
          : ""}
      </span>
    </li>
  );
}
