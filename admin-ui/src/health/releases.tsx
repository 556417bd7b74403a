import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { releasesQuery } from "../api/releases.ts";
import type { Environment } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import { Sparkline } from "../ui/sparkline.tsx";
import { Stat, Stats } from "../ui/stat.tsx";
import { counted } from "../words/count.ts";
import { howLong } from "../words/time.ts";
import classes from "./health.module.css";

const DAYS = 30;

/** How often something is released here, how often it had to be taken back, and how long both took. */
export function ReleasesPanel({ environment }: { environment: Environment }) {
  const project = useProject();
  const query = useQuery(releasesQuery(project.key, environment.key, DAYS));
  const { data } = query;
  const takenBack = data ? data.kills + data.rolledBack : 0;
  return (
    <Panel
      title={`Releases in ${environment.name} in ${DAYS} days`}
      query={query}
      empty={data && data.changes + takenBack === 0 ? "Nothing was released or taken back." : undefined}
    >
      {data ? (
        <div className={classes.releases}>
          <Stats>
            <Stat value={data.changes} label="changes" />
            <Stat value={data.kills} label="kills" tone={data.kills > 0 ? "warn" : "plain"} />
            <Stat value={data.rolledBack} label="rolled back" tone={data.rolledBack > 0 ? "warn" : "plain"} />
            <Stat value={data.leadMs === null ? "–" : howLong(data.leadMs)} label="from creation to on" />
            <Stat value={data.killedMs === null ? "–" : howLong(data.killedMs)} label="killed until restored" />
          </Stats>
          <Sparkline
            counts={data.byDay}
            label={`${counted(data.changes, "change")} in ${DAYS} days, day by day`}
            wide
          />
          <Text size="sm" c="dimmed" className={classes.note ?? ""}>
            Times are medians: half took longer. {counted(takenBack, "time")} something was taken back, by a person or
            by a guard.
            {data.since > Date.now() - (DAYS - 1) * 86_400_000 ? (
              <>
                {" "}
                There were too many changes to count them all: this is since <Moment at={data.since} />.
              </>
            ) : null}
          </Text>
        </div>
      ) : null}
    </Panel>
  );
}
