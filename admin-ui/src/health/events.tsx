import { useQuery } from "@tanstack/react-query";
import type { Environment } from "../api/types.ts";
import { eventsQuery } from "../api/usage.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { Sparkline } from "../ui/sparkline.tsx";
import { counted } from "../words/count.ts";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** What applications track, such as purchases: by it one sees whether a release does people good. */
export function Events({ environment }: { environment: Environment }) {
  const project = useProject();
  const query = useQuery(eventsQuery(project.key, environment.key));
  return (
    <Panel
      title={`Tracked in ${environment.name} in 24 hours`}
      query={query}
      empty={
        query.data?.events.length === 0 ? (
          <>
            Nothing yet. <code>client.track("purchase", context, {"{ value: 49.9 }"})</code> in an application counts
            here.
          </>
        ) : undefined
      }
    >
      <ul className={rows.rows}>
        {query.data?.events.map(({ event, count, sum, counts, lastSeenAt }) => (
          <li key={event}>
            <div className={rows.main}>
              <strong>{event}</strong>
              <div className={rows.detail}>
                {counted(count, "time")}
                {sum === 0 ? "" : `, values adding up to ${number.format(sum)}`}; last <Moment at={lastSeenAt} />
              </div>
            </div>
            <Sparkline counts={counts} label={`${event}: ${counted(count, "time")} in 24 hours`} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
