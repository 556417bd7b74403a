import { IconHistory } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Flag } from "../api/types.ts";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { State } from "../ui/state.tsx";
import classes from "./flag.module.css";

interface FlagTabsProps {
  flag: Flag;
  /** The one that is shown; absent while the history is. */
  environment: string | undefined;
}

/** Links, not buttons: every view of a flag has an address that can be sent to someone. */
export function FlagTabs({ flag, environment: shown }: FlagTabsProps) {
  const project = useProject();
  const params = { project: project.key, flag: flag.key };
  return (
    <nav className={classes.tabs} aria-label={`Views of ${flag.key}`}>
      {useEnvironments().map((environment) => (
        <Link
          key={environment.key}
          to="/projects/$project/flags/$flag"
          params={params}
          search={{ environment: environment.key }}
          className={classes.tab}
          activeProps={{}}
          aria-current={shown === environment.key ? "page" : undefined}
        >
          <EnvironmentName environment={environment} />
          <State flag={flag} configuration={flag.environments[environment.key]} />
        </Link>
      ))}
      <Link
        to="/projects/$project/flags/$flag"
        params={params}
        search={{ view: "history" }}
        className={`${classes.tab} ${classes.last}`}
        activeProps={{}}
        aria-current={shown === undefined ? "page" : undefined}
      >
        <IconHistory size={16} aria-hidden /> History
      </Link>
    </nav>
  );
}
