import { list } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { quarantineQuery } from "../api/queries.ts";
import { furtherDamage } from "../flags/damaged.ts";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";

/** Rows that the server can't read: they are not served, and everything else is. */
export function Damaged() {
  const project = useProject();
  const query = useQuery(quarantineQuery(project.key));
  const further = query.data && furtherDamage(query.data);
  return (
    <Panel
      title="Damaged in the database"
      query={query}
      empty={query.data?.total === 0 ? "Nothing: every flag and every segment can be read." : undefined}
    >
      <ul className={rows.rows}>
        {query.data?.quarantined.map(({ kind, key, problem, environments }) => (
          <li key={`${kind} ${key} ${problem}`}>
            <div className={rows.main}>
              <strong>{key}</strong>
              <div className={rows.problem}>
                {kind} in {list(environments, "and")}: {problem}
              </div>
              <div className={rows.detail}>
                It is not served: code gets the default that it names itself. Restore its row from a backup.
              </div>
            </div>
          </li>
        ))}
        {further ? <li className={rows.quiet}>{further}</li> : null}
      </ul>
    </Panel>
  );
}
