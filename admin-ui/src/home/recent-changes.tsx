import { changeTitle } from "@switchyard/core/words";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { changesQuery, flagQuery } from "../api/queries.ts";
import type { Change, Environment } from "../api/types.ts";
import { Linked } from "../ui/linked.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { changeSentences } from "../words/change-sentences.ts";
import { unbroken } from "../words/unbroken.ts";
import classes from "./home.module.css";

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
              <Became change={change} />
              {change.reason ? (
                <div className={rows.detail} dir="auto">
                  <Linked text={change.reason} />
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

/** What a change of a configuration made of the flag: "something changed" helps nobody. */
function Became({ change }: { change: Change }) {
  const project = useProject();
  const { data: flag } = useQuery({ ...flagQuery(project.key, change.flag ?? ""), enabled: change.flag !== undefined });
  const sentences = changeSentences(change, flag);
  if (!sentences) return null;
  const { before, after } = sentences;
  return (
    <div className={`${rows.detail} ${classes.became}`} title={`Before: ${before}\nAfter: ${after}`}>
      {unbroken(after.slice(after.indexOf(": ") + 2))}
    </div>
  );
}
