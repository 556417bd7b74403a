import { Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { getRouteApi, lazyRouteComponent } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Environment, Flag } from "../api/types.ts";
import { Loading } from "../shell/loading.tsx";
import { Copy } from "../ui/copy.tsx";
import { useProject } from "../ui/project.ts";
import { About } from "./about.tsx";
import { ArchivedNotice } from "./archived-notice.tsx";
import { EnvironmentPanel } from "./environment-panel.tsx";
import classes from "./flag.module.css";
import { FlagTabs } from "./flag-tabs.tsx";
import { KillButton } from "./kill-button.tsx";

const History = lazyRouteComponent(() => import("../history/history.tsx"), "History");

const route = getRouteApi("/app/projects/$project/flags/$flag");

interface FlagViewProps {
  flag: Flag;
  /** Absent only in a project without any. */
  environment: Environment | undefined;
  /** The environment in the address, by which the history is filtered. */
  filter: string | undefined;
  view: "now" | "history";
}

export function FlagView({ flag, environment, filter, view }: FlagViewProps) {
  const project = useProject();
  const navigate = route.useNavigate();
  useDocumentTitle(`${flag.key} · Switchyard`);
  const configuration = environment && flag.environments[environment.key];
  const now = view === "now";
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
        {now && environment && configuration && !flag.archived ? (
          <div className={classes.kill}>
            <KillButton flag={flag} environment={environment.key} configuration={configuration} />
          </div>
        ) : null}
      </header>
      {flag.description ? (
        <Text c="dimmed" dir="auto" mb="md" maw="46rem" className={classes.description}>
          {flag.description}
        </Text>
      ) : null}
      <FlagTabs flag={flag} environment={now ? environment?.key : undefined} />
      {view === "history" ? (
        <Suspense fallback={<Loading />}>
          <History
            project={project.key}
            flag={flag.key}
            environment={filter}
            onEnvironment={(next) =>
              void navigate({ search: { view: "history", ...(next ? { environment: next } : {}) }, replace: true })
            }
          />
        </Suspense>
      ) : (
        <div className={classes.columns}>
          {flag.archived ? (
            <ArchivedNotice flag={flag} />
          ) : environment && configuration ? (
            <EnvironmentPanel
              key={environment.key}
              flag={flag}
              environment={environment}
              configuration={configuration}
            />
          ) : (
            <Text>This flag has no configuration here.</Text>
          )}
          <About flag={flag} />
        </div>
      )}
    </div>
  );
}
