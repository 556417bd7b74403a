import { Button } from "@mantine/core";
import { IconOctagonMinusFilled } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Environment, Flag } from "../api/types.ts";
import { useKill } from "../kill/kill-context.ts";
import { MayButton } from "../ui/may-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { State } from "../ui/state.tsx";
import { counted } from "../words/count.ts";
import classes from "./incident.module.css";

interface KillSwitchesProps {
  environment: Environment;
  query: UseQueryResult<{ flags: Flag[]; total: number }>;
  /** What is said where there is none. */
  empty: ReactNode;
  onMore: () => void;
}

/** Every flag that is on, with its kill switch; what was changed last, which is often the cause, comes first. */
export function KillSwitches({ environment, query, empty, onMore }: KillSwitchesProps) {
  const project = useProject();
  const kill = useKill();
  const flags = query.data?.flags ?? [];
  const total = query.data?.total ?? 0;
  return (
    <Panel
      title={`On in ${environment.name}, changed last first`}
      query={query}
      empty={flags.length === 0 ? empty : undefined}
      aside={<span className={rows.detail}>{query.data ? counted(total, "flag") : ""}</span>}
    >
      <ul className={rows.rows}>
        {flags.map((flag) => {
          const configuration = flag.environments[environment.key];
          return (
            <li key={flag.key}>
              <div className={rows.main}>
                <Link
                  to="/projects/$project/flags/$flag"
                  params={{ project: project.key, flag: flag.key }}
                  search={{ environment: environment.key }}
                >
                  <bdi>{flag.name || flag.key}</bdi>
                </Link>
                <div className={rows.detail}>
                  {flag.key}
                  {configuration ? (
                    <>
                      , changed <Moment at={configuration.updatedAt} />
                    </>
                  ) : null}
                </div>
              </div>
              <State flag={flag} configuration={configuration} />
              <MayButton
                needs="responder"
                environment={environment.key}
                color="kill"
                className={classes.switch ?? ""}
                leftSection={<IconOctagonMinusFilled size={18} aria-hidden />}
                aria-label={`Kill ${flag.key} in ${environment.key}`}
                onClick={() => kill(flag, environment.key)}
              >
                Kill
              </MayButton>
            </li>
          );
        })}
        {total > flags.length ? (
          <li>
            <Button variant="default" onClick={onMore} loading={query.isFetching}>
              Show more of {total}
            </Button>
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}
