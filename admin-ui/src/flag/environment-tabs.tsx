import { Link } from "@tanstack/react-router";
import type { Flag } from "../api/types.ts";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { State } from "../ui/state.tsx";
import classes from "./flag.module.css";
import type { FlagViewName } from "./views.ts";

interface EnvironmentTabsProps {
  flag: Flag;
  /** The one that is shown, if it is one. */
  environment: string | undefined;
  view: FlagViewName;
}

/** Links, not buttons: every view of a flag has an address that can be sent to someone. */
export function EnvironmentTabs({ flag, environment: shown, view }: EnvironmentTabsProps) {
  const project = useProject();
  const params = { project: project.key, flag: flag.key };
  // Settings are the same everywhere: whoever picks an environment there wants to see what the flag does in it.
  const kept = view === "settings" || view === "targeting" ? {} : { view };
  return (
    <nav className={classes.environments} aria-label={`Environments of ${flag.key}`}>
      {useEnvironments().map((environment) => (
        <Link
          key={environment.key}
          to="/projects/$project/flags/$flag"
          params={params}
          search={{ environment: environment.key, ...kept }}
          className={classes.environment}
          activeProps={{}}
          activeOptions={{ exact: true }}
          resetScroll={false}
          aria-current={shown === environment.key ? "page" : undefined}
        >
          <EnvironmentName environment={environment} />
          <State flag={flag} configuration={flag.environments[environment.key]} />
        </Link>
      ))}
    </nav>
  );
}
