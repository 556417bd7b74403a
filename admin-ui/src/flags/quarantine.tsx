import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { flagListQuery } from "../api/queries.ts";
import { Card } from "../ui/card.tsx";
import { useProject } from "../ui/project.ts";

/** What is stored damaged, by name: it is not served, and everything else is. */
export function Quarantine() {
  const project = useProject();
  const { data } = useQuery(flagListQuery(project.key));
  if (!data || data.quarantined.length === 0) return null;
  return (
    <Card tone="warn" aria-label="Damaged flags" style={{ marginBottom: "1rem" }}>
      <Text fw={600}>Damaged in the database and not served until repaired</Text>
      <ul style={{ margin: "0.5rem 0 0", overflowWrap: "anywhere" }}>
        {data.quarantined.map(({ kind, key, environment, problem }) => (
          <li key={`${kind} ${key} ${environment}`}>
            {kind} <strong>{key}</strong> in {environment}: {problem}
          </li>
        ))}
      </ul>
    </Card>
  );
}
