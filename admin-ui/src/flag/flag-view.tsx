import { Text, Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Environment, Flag } from "../api/types.ts";
import { withFilter } from "../history/filter.ts";
import { Loading } from "../shell/loading.tsx";
import { Copy } from "../ui/copy.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { Linked } from "../ui/linked.tsx";
import { useProject } from "../ui/project.ts";
import { useTitle } from "../ui/use-title.ts";
import { AboutLine } from "./about-line.tsx";
import { ArchivedNotice } from "./archived-notice.tsx";
import { EnvironmentPanel } from "./environment-panel.tsx";
import { EnvironmentTabs } from "./environment-tabs.tsx";
import classes from "./flag.module.css";
import { KillButton } from "./kill-button.tsx";
import { ViewTabs } from "./view-tabs.tsx";
import { type FlagViewName, isOfEnvironment, VIEW_WORDS } from "./views.ts";

const History = lazyPart(() => import("../history/history.tsx"), "History");
const Settings = lazyPart(() => import("./settings.tsx"), "Settings");

const route = getRouteApi("/app/projects/$project/flags/$flag");

interface FlagViewProps {
  flag: Flag;
  /** Absent only in a project without any. */
  environment: Environment | undefined;
  /** The environment in the address, by which the history is filtered. */
  filter: string | undefined;
  view: FlagViewName;
}

export function FlagView({ flag, environment, filter, view }: FlagViewProps) {
  const project = useProject();
  const navigate = route.useNavigate();
  const { action, actor } = route.useSearch();
  useTitle(flag.key, VIEW_WORDS[view]);
  const configuration = environment && flag.environments[environment.key];
  const shown = isOfEnvironment(view) ? environment?.key : view === "history" ? filter : undefined;
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.titles}>
          <Title order={1} className={classes.title} title={flag.name}>
            <bdi>{flag.name || flag.key}</bdi>
          </Title>
          <div className={classes.key}>
            <code>{flag.key}</code>
            <Copy value={flag.key} label={`Copy key ${flag.key}`} />
          </div>
        </div>
        {isOfEnvironment(view) && environment && configuration && !flag.archived ? (
          <div className={classes.kill}>
            <KillButton flag={flag} environment={environment.key} configuration={configuration} />
          </div>
        ) : null}
      </header>
      {flag.description ? (
        <Text c="dimmed" dir="auto" mb="md" maw="46rem" className={classes.description}>
          <Linked text={flag.description} />
        </Text>
      ) : null}
      <AboutLine flag={flag} />
      <EnvironmentTabs flag={flag} environment={shown} view={view} />
      <ViewTabs flag={flag} environment={filter} view={view} />
      <Suspense fallback={<Loading />}>
        {view === "history" ? (
          <History
            project={project.key}
            flag={flag.key}
            filter={withFilter({}, { environment: filter, action, actor })}
            onFilter={(next) => void navigate({ search: { view: "history", ...next }, replace: true })}
          />
        ) : view === "settings" ? (
          <Settings flag={flag} />
        ) : flag.archived ? (
          <ArchivedNotice flag={flag} />
        ) : environment && configuration ? (
          <EnvironmentPanel
            key={environment.key}
            flag={flag}
            environment={environment}
            configuration={configuration}
            view={view}
          />
        ) : (
          <Text>This flag has no configuration here.</Text>
        )}
      </Suspense>
    </div>
  );
}
