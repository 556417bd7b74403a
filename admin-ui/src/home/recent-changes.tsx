import { changeTitle } from "@switchyard/core/words";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { changesQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";

const FIRST = 8;

export function RecentChanges({ environment }: { environment: Environment }) {
  const project = useProject();
  const query = useInfiniteQuery(changesQuery(project.key, { environment: environment.key }));
  const changes = query.data?.pages[0]?.changes.slice(0, FIRST) ?? [];
  const params = { project: project.key };
  const search = { environment: environment.key };
  return (
    <Panel
      title={`Changes in ${environment.name}`}
      query={query}
      empty={changes.length === 0 ? "Nothing has been changed here yet." : undefined}
      aside={
        <Link to="/projects/$project/history" params={params} search={search}>
          History
        </Link>
      }
    >
      <ul className={rows.rows}>
        {changes.map((change) => (
          <li key={change.id}>
            <div className={rows.main}>
              {change.flag ? (
                <Link to="/projects/$project/flags/$flag" params={{ ...params, flag: change.flag }} search={search}>
                  {changeTitle({ ...change, environment: undefined })}
                </Link>
              ) : (
                <strong>{changeTitle({ ...change, environment: undefined })}</strong>
              )}
              {change.reason ? (
                <div className={rows.detail} dir="auto">
                  {change.reason}
                </div>
              ) : null}
            </div>
            <span className={rows.detail}>
              <bdi>{change.actor.name}</bdi>, <Moment at={change.at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
