import { Progress } from "@mantine/core";
import { percent, rampPercentage } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { schedulesQuery } from "../api/governed.ts";
import { flagPageQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { whenWords } from "../words/time.ts";
import classes from "./home.module.css";
import { nextStep } from "./next-step.ts";

const FIRST = 8;

/** Flags that some people have and others don't yet, and when a schedule takes them further. */
export function Ramps({ environment }: { environment: Environment }) {
  const project = useProject();
  const search = `env:${environment.key} state:ramping`;
  const query = useQuery(flagPageQuery(project.key, { search, sort: "-updated", limit: FIRST }));
  const { data: schedules = [] } = useQuery(schedulesQuery(project.key));
  const flags = query.data?.flags ?? [];
  const params = { project: project.key };
  return (
    <Panel
      title={`Ramping in ${environment.name}`}
      query={query}
      empty={flags.length === 0 ? "No flag is part-way: each is on for everyone it is meant for, or off." : undefined}
      aside={
        (query.data?.total ?? 0) > FIRST ? (
          <Link to="/projects/$project/flags" params={params} search={{ q: search }}>
            All {query.data?.total}
          </Link>
        ) : null
      }
    >
      <ul className={rows.rows}>
        {flags.map((flag) => {
          const configuration = flag.environments[environment.key];
          if (!configuration) return null;
          const share = rampPercentage(flag, configuration);
          const next = nextStep(schedules, { flag: flag.key, environment: environment.key });
          return (
            <li key={flag.key}>
              <div className={rows.main}>
                <Link
                  to="/projects/$project/flags/$flag"
                  params={{ ...params, flag: flag.key }}
                  search={{ environment: environment.key }}
                >
                  {flag.key}
                </Link>
                <div className={rows.detail}>
                  changed <Moment at={configuration.updatedAt} />
                  {next ? (
                    <>
                      ;{" "}
                      <Link to="/projects/$project/calendar" params={params} search={{ schedule: next.schedule }}>
                        next step {whenWords(next.at)}
                      </Link>
                    </>
                  ) : null}
                </div>
              </div>
              {share !== undefined && share > 0 && share < 100 ? (
                <div className={classes.ramp}>
                  <Progress value={share} aria-label={`${flag.key} is at ${percent(share)}`} />
                  <span className={classes.share}>{percent(share)}</span>
                </div>
              ) : (
                <span className={rows.detail}>in a rule</span>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
