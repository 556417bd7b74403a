import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Environment } from "../api/types.ts";
import { clientsQuery } from "../api/usage.ts";
import { lagWords } from "../fleet/lag-words.ts";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { counted } from "../words/count.ts";

const FIRST = 5;

/** SDKs that lack a version: those may still answer as before. */
export function Lagging({ environment }: { environment: Environment }) {
  const project = useProject();
  const query = useQuery(clientsQuery(project.key, environment.key, { behind: true, limit: FIRST }));
  const total = query.data?.total;
  const params = { project: project.key };
  return (
    <Panel
      title={`SDKs in ${environment.name}`}
      query={query}
      empty={
        total && total.behind === 0
          ? total.count === 0
            ? "No SDK is connected."
            : `${counted(total.count, "SDK")} connected, and all have the newest version.`
          : undefined
      }
      aside={
        <Link to="/projects/$project/clients" params={params} search={{ environment: environment.key }}>
          Clients
        </Link>
      }
    >
      <ul className={rows.rows}>
        {query.data?.clients.map((client) => (
          <li key={client.instance}>
            <div className={rows.main}>
              <strong>{client.app ?? client.instance}</strong>
              {client.app ? <div className={rows.detail}>{client.instance}</div> : null}
            </div>
            <span className={rows.detail}>{lagWords(client.behind, Date.now())}</span>
          </li>
        ))}
        {total && total.behind > FIRST ? (
          <li>
            <Link
              to="/projects/$project/clients"
              params={params}
              search={{ environment: environment.key, behind: true }}
            >
              All {total.behind} that lag
            </Link>
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}
