import { useQuery } from "@tanstack/react-query";
import type { Environment } from "../api/types.ts";
import { unknownFlagsQuery } from "../api/usage.ts";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { UnknownKey } from "./unknown-key.tsx";

/** Keys that no flag has, and that applications ask for all the same: a typing error, or a flag removed too early. */
export function UnknownKeys({ environment }: { environment: Environment }) {
  const project = useProject();
  const query = useQuery(unknownFlagsQuery(project.key, environment.key));
  return (
    <Panel
      title={`Asked for in vain in ${environment.name}`}
      query={query}
      empty={query.data?.length === 0 ? "Nothing: every key that applications ask for is a flag’s." : undefined}
    >
      <ul className={rows.rows}>
        {query.data?.map((one) => (
          <UnknownKey key={one.flag} unknown={one} environment={environment} />
        ))}
      </ul>
    </Panel>
  );
}
