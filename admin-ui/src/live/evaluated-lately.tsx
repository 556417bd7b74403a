import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Environment } from "../api/types.ts";
import { usageQuery } from "../api/usage.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { Sparkline } from "../ui/sparkline.tsx";
import { counted } from "../words/count.ts";

const FIRST = 20;

/** The flags that applications asked for last, to choose one from. */
export function EvaluatedLately({ environment }: { environment: Environment }) {
  const project = useProject();
  const query = useQuery(usageQuery(project.key, environment.key));
  const used = Object.entries(query.data?.flags ?? {})
    .sort(([, a], [, b]) => b.lastEvaluatedAt - a.lastEvaluatedAt)
    .slice(0, FIRST);
  return (
    <Panel
      title={`Evaluated lately in ${environment.name}`}
      query={query}
      empty={used.length === 0 ? "No SDK has told of an evaluation yet." : undefined}
    >
      <ul className={rows.rows}>
        {used.map(([flag, { lastEvaluatedAt, counts }]) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          return (
            <li key={flag}>
              <div className={rows.main}>
                <Link
                  to="/projects/$project/live"
                  params={{ project: project.key }}
                  search={{ environment: environment.key, flag }}
                >
                  {flag}
                </Link>
                <div className={rows.detail}>
                  <Moment at={lastEvaluatedAt} />, {counted(total, "time")} in 24 hours
                </div>
              </div>
              <Sparkline counts={counts} label={`${flag}: ${counted(total, "evaluation")} in 24 hours`} />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
