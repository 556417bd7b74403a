import { Group, Stack, Text } from "@mantine/core";
import { list } from "@switchyard/core/words";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { quarantineQuery } from "../api/queries.ts";
import { Card } from "../ui/card.tsx";
import { useProject } from "../ui/project.ts";
import { furtherDamage } from "./damaged.ts";
import classes from "./quarantine.module.css";

/** What is stored damaged, by name: it is not served, and everything else is. */
export function Quarantine() {
  const project = useProject();
  const { data } = useQuery(quarantineQuery(project.key));
  if (data === undefined || data.total === 0) return null;
  const further = furtherDamage(data);
  return (
    <Card tone="warn" aria-label="Damaged in the database" className={classes.damaged ?? ""}>
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <IconAlertTriangle size={20} color="var(--warn-text)" className={classes.sign} aria-hidden />
        <Stack gap={4} miw={0}>
          <Text fw={600}>Damaged in the database, and not served until repaired</Text>
          <Text size="sm">
            Everything else is served as always. Code that asks for one of these gets the default that it names itself.
            Restore its row from a backup.
          </Text>
          <ul className={classes.damage}>
            {data.quarantined.map(({ kind, key, problem, environments }) => (
              <li key={`${kind} ${key} ${problem}`}>
                {kind === "flag" ? "Flag" : "Segment"} <strong>{key}</strong> in {list(environments, "and")}:{" "}
                <code>{problem}</code>
              </li>
            ))}
          </ul>
          {further ? <Text size="sm">{further}</Text> : null}
        </Stack>
      </Group>
    </Card>
  );
}
