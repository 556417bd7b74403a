import { Group } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { Environment } from "../api/types.ts";

/** An environment's name; a protected one carries a lock wherever it is named. */
export function EnvironmentName({ environment }: { environment: Environment }) {
  return (
    <Group component="span" gap={4} wrap="nowrap" display="inline-flex">
      {environment.name}
      {environment.protected ? <IconLock size={14} role="img" aria-label="protected" /> : null}
    </Group>
  );
}
