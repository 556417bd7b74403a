import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { flagPageQuery, quarantineQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { unknownFlagsQuery } from "../api/usage.ts";
import { UnknownKey } from "../health/unknown-key.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { counted } from "../words/count.ts";

const FIRST = 6;

/** What is killed, damaged, asked for in vain or ready to go. */
export function Attention({ environment }: { environment: Environment }) {
  const project = useProject();
  const search = (what: string) => `env:${environment.key} ${what}`;
  const killed = useQuery(flagPageQuery(project.key, { search: search("state:killed"), limit: FIRST }));
  const stale = useQuery(flagPageQuery(project.key, { search: "stage:stale", limit: 1 }));
  const { data: quarantine } = useQuery(quarantineQuery(project.key, environment.key));
  const { data: unknown = [] } = useQuery(unknownFlagsQuery(project.key, environment.key));
  const damaged = quarantine?.quarantined ?? [];
  const staleCount = stale.data?.total ?? 0;
  const nothing = damaged.length + unknown.length + staleCount + (killed.data?.total ?? 0) === 0;
  const params = { project: project.key };
  return (
    <Panel
      title="Wants attention"
      query={killed}
      aside={
        <Link to="/projects/$project/health" params={params} search={{ environment: environment.key }}>
          Health
        </Link>
      }
      empty={nothing ? "Nothing is killed, damaged or asked for in vain." : undefined}
    >
      <ul className={rows.rows}>
        {killed.data?.flags.map((flag) => (
          <li key={flag.key}>
            <div className={rows.main}>
              <Link
                to="/projects/$project/flags/$flag"
                params={{ ...params, flag: flag.key }}
                search={{ environment: environment.key }}
              >
                {flag.key}
              </Link>
              <div className={rows.detail}>killed by {flag.environments[environment.key]?.killed?.by}</div>
            </div>
            <Link to="/projects/$project/incident" params={params} search={{ environment: environment.key }}>
              Restore
            </Link>
          </li>
        ))}
        {damaged.slice(0, FIRST).map(({ kind, key, problem }) => (
          <li key={`${kind} ${key} ${problem}`}>
            <div className={rows.main}>
              <strong>{key}</strong>
              <div className={rows.problem}>
                {kind} damaged in the database: {problem}
              </div>
            </div>
          </li>
        ))}
        {unknown.slice(0, FIRST).map((one) => (
          <UnknownKey key={one.flag} unknown={one} environment={environment} />
        ))}
        {staleCount > 0 ? (
          <li>
            <div className={rows.main}>
              <Link to="/projects/$project/health" params={params} search={{ environment: environment.key }}>
                {counted(staleCount, "flag")} ready to be removed
              </Link>
              <div className={rows.detail}>
                Temporary, and past {staleCount === 1 ? "its" : "their"} date or untouched for 60 days
              </div>
            </div>
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}
