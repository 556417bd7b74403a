import { IconRestore } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, Suspense, useState } from "react";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import classes from "./incident.module.css";

const RestoreSheet = lazyPart(() => import("../flag/restore-sheet.tsx"), "RestoreSheet");

interface KilledProps {
  environment: Environment;
  query: UseQueryResult<{ flags: Flag[]; total: number }>;
  /** What is said where there is none. */
  empty: ReactNode;
}

/** What is killed, by whom and why, and the way back: each by itself, reviewed. */
export function Killed({ environment, query, empty }: KilledProps) {
  const project = useProject();
  const [restoring, setRestoring] = useState<{ flag: Flag; configuration: Configuration }>();
  const flags = query.data?.flags ?? [];
  return (
    <Panel title={`Killed in ${environment.name}`} query={query} empty={flags.length === 0 ? empty : undefined}>
      <ul className={rows.rows}>
        {flags.map((flag) => {
          const configuration = flag.environments[environment.key];
          if (!configuration?.killed) return null;
          const { by, at, reason } = configuration.killed;
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
                  {flag.key}, killed by <bdi>{by}</bdi> <Moment at={at} />
                  {reason ? (
                    <>
                      : <q dir="auto">{reason}</q>
                    </>
                  ) : null}
                </div>
              </div>
              <MayButton
                needs="editor"
                environment={environment.key}
                variant="default"
                className={classes.switch ?? ""}
                leftSection={<IconRestore size={18} aria-hidden />}
                aria-label={`Restore ${flag.key} in ${environment.key}`}
                onClick={() => setRestoring({ flag, configuration })}
              >
                Restore
              </MayButton>
            </li>
          );
        })}
      </ul>
      <Suspense>
        {restoring ? <RestoreSheet {...restoring} opened onClose={() => setRestoring(undefined)} /> : null}
      </Suspense>
    </Panel>
  );
}
