import { Link } from "@tanstack/react-router";
import type { Flag } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { State } from "../ui/state.tsx";
import { FlagMenu } from "./flag-menu.tsx";
import classes from "./flags.module.css";

/** The list on a phone: every environment's state is visible, nothing is cut off. */
export function FlagCards({ flags }: { flags: Flag[] }) {
  const project = useProject();
  const environments = useEnvironments();
  return (
    <ul className={classes.cards}>
      {flags.map((flag) => (
        <li key={flag.key}>
          <Card flush>
            <div className={classes.top}>
              <Link
                to="/projects/$project/flags/$flag"
                params={{ project: project.key, flag: flag.key }}
                className={classes.name}
              >
                <strong>
                  <bdi>{flag.name || flag.key}</bdi>
                </strong>
                <span className={classes.key}>{flag.key}</span>
              </Link>
              <FlagMenu flag={flag} />
            </div>
            <div className={classes.states}>
              {environments.map((environment) => (
                <Link
                  key={environment.key}
                  to="/projects/$project/flags/$flag"
                  params={{ project: project.key, flag: flag.key }}
                  search={{ environment: environment.key }}
                  className={environment.protected ? classes.protected : undefined}
                >
                  <EnvironmentName environment={environment} />
                  <State flag={flag} configuration={flag.environments[environment.key]} />
                </Link>
              ))}
            </div>
          </Card>
        </li>
      ))}
    </ul>
  );
}
