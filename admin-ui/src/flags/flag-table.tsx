import { Checkbox, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Environment, Flag, Usage } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { FlagCell } from "./flag-cell.tsx";
import { FlagMenu } from "./flag-menu.tsx";
import { FlagName } from "./flag-name.tsx";
import classes from "./flags.module.css";
import { QuickKill } from "./quick-kill.tsx";
import type { Selection } from "./selection.ts";
import { useUsages } from "./use-usages.ts";

const tint = (isProtected: boolean) => (isProtected ? classes.protected : undefined);

export interface FlagListProps {
  flags: Flag[];
  selection: Selection;
}

/** One row per flag, one cell per environment. Cells lead to the flag; nothing can be switched by accident here. */
export function FlagTable({ flags, selection }: FlagListProps) {
  const environments = useEnvironments();
  const usages = useUsages(flags);
  const ticked = flags.filter(({ key }) => selection.flags.has(key)).length;
  return (
    <Card flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroll} aria-label="Flags" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.tick}>
                <Checkbox
                  size="md"
                  aria-label="Select all on this page"
                  checked={ticked === flags.length}
                  indeterminate={ticked > 0 && ticked < flags.length}
                  onChange={({ currentTarget }) => selection.set(flags, currentTarget.checked)}
                />
              </th>
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
              <FlagRow key={flag.key} flag={flag} environments={environments} usages={usages} selection={selection} />
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

interface FlagRowProps {
  flag: Flag;
  environments: readonly Environment[];
  usages: Record<string, Usage | undefined>;
  selection: Selection;
}

function FlagRow({ flag, environments, usages, selection }: FlagRowProps) {
  const project = useProject();
  const ticked = selection.flags.has(flag.key);
  return (
    <tr data-flag={flag.key} className={ticked ? classes.ticked : undefined}>
      <td className={classes.tick}>
        <Checkbox
          size="md"
          aria-label={`Select ${flag.key}`}
          checked={ticked}
          onChange={() => selection.toggle(flag)}
        />
      </td>
      <td className={classes.flag}>
        <FlagName flag={flag} />
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
            <FlagCell flag={flag} environment={environment.key} usage={usages[environment.key]} />
          </Link>
        </td>
      ))}
      <td className={classes.menu}>
        <span className={classes.acts}>
          <QuickKill flag={flag} />
          <FlagMenu flag={flag} />
        </span>
      </td>
    </tr>
  );
}
