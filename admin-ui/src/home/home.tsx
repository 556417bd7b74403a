import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { flagPageQuery } from "../api/queries.ts";
import { RunningRollouts } from "../rollouts/running-panel.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Page } from "../ui/page.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { Attention } from "./attention.tsx";
import { GetStarted } from "./get-started.tsx";
import classes from "./home.module.css";
import { Lagging } from "./lagging.tsx";
import { Ramps } from "./ramps.tsx";
import { RecentChanges } from "./recent-changes.tsx";
import { Waiting } from "./waiting.tsx";

const route = getRouteApi("/app/projects/$project/");

/** What goes on in the environment that matters most, and what wants to be looked at. */
export function Home() {
  const project = useProject();
  const environments = useEnvironments();
  const { environment: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const environment = environments.find(({ key }) => key === chosen) ?? environments.at(-1);
  const { data: firstPage } = useQuery(flagPageQuery(project.key, { search: "", limit: 1 }));
  if (!environment) return null;
  return (
    <Page
      title={project.name}
      actions={
        <EnvironmentFilter
          value={environment.key}
          onChange={(next) => void navigate({ search: next ? { environment: next } : {}, replace: true })}
        />
      }
    >
      {firstPage ? <GetStarted hasFlags={firstPage.total > 0} /> : null}
      <div className={classes.grid}>
        <div className={classes.column}>
          <RunningRollouts environment={environment} />
          <Ramps environment={environment} />
          <RecentChanges environment={environment} />
        </div>
        <div className={classes.column}>
          <Waiting />
          <Attention environment={environment} />
          <Lagging environment={environment} />
        </div>
      </div>
    </Page>
  );
}
