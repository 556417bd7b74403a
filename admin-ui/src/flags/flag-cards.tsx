import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Card } from "../ui/card.tsx";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { FlagCell } from "./flag-cell.tsx";
import { FlagMenu } from "./flag-menu.tsx";
import { FlagName } from "./flag-name.tsx";
import type { FlagListProps } from "./flag-table.tsx";
import classes from "./flags.module.css";
import { QuickKill } from "./quick-kill.tsx";
import { useUsages } from "./use-usages.ts";

/** The list on a phone: every environment's state is visible, nothing is cut off. */
export function FlagCards({ flags, selection }: FlagListProps) {
  const project = useProject();
  const environments = useEnvironments();
  const usages = useUsages(flags);
  return (
    <ul className={classes.cards}>
      {flags.map((flag) => (
        <li key={flag.key} data-flag={flag.key}>
          <Card flush>
            <div className={classes.top}>
              <Checkbox
                size="md"
                className={classes.cardTick ?? ""}
                aria-label={`Select ${flag.key}`}
                checked={selection.flags.has(flag.key)}
                onChange={() => selection.toggle(flag)}
              />
              <FlagName flag={flag} />
              <div className={classes.corner}>
                <QuickKill flag={flag} />
                <FlagMenu flag={flag} />
              </div>
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
                  <FlagCell flag={flag} environment={environment.key} usage={usages[environment.key]} />
                </Link>
              ))}
            </div>
          </Card>
        </li>
      ))}
    </ul>
  );
}
