import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Flag } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { State } from "../ui/state.tsx";
import { FlagMenu } from "./flag-menu.tsx";
import classes from "./flags.module.css";

/** One row per flag, one cell per environment. Cells lead to the flag; nothing can be switched by accident here. */
export function FlagTable({ flags }: { flags: Flag[] }) {
  const project = useProject();
  const environments = useEnvironments();
  const tint = (isProtected: boolean) => (isProtected ? classes.protected : undefined);
  return (
    <Card flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroll} aria-label="Flags" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Flag</th>
              {environments.map((environment) => (
                <th key={environment.key} scope="col" className={tint(environment.protected)}>
                  <EnvironmentName environment={environment} />
                </th>
              ))}
              <th scope="col">
                <VisuallyHidden>Actions</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {flags.map((flag) => (
              <tr key={flag.key}>
                <td className={classes.flag}>
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
                </td>
                {environments.map((environment) => (
                  <td key={environment.key} className={tint(environment.protected)}>
                    <Link
                      to="/projects/$project/flags/$flag"
                      params={{ project: project.key, flag: flag.key }}
                      search={{ environment: environment.key }}
                      className={classes.cell}
                    >
                      <VisuallyHidden>
                        {flag.key} in {environment.key}:{" "}
                      </VisuallyHidden>
                      <State flag={flag} configuration={flag.environments[environment.key]} />
                    </Link>
                  </td>
                ))}
                <td className={classes.menu}>
                  <FlagMenu flag={flag} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
