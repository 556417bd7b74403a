import { ActionIcon, Tooltip } from "@mantine/core";
import { IconOctagonMinusFilled } from "@tabler/icons-react";
import type { Flag } from "../api/types.ts";
import { useKill } from "../kill/kill-context.ts";
import { useEnvironments } from "../ui/project.ts";
import { useRoleProblem } from "../ui/role.ts";

/** The kill switch of the environment that matters most, where the flag is on there: one press, then the confirmation. */
export function QuickKill({ flag }: { flag: Flag }) {
  const kill = useKill();
  const environment = useEnvironments().at(-1)?.key ?? "";
  const configuration = flag.environments[environment];
  const problem = useRoleProblem("responder", environment);
  if (problem || flag.archived || !configuration?.enabled || configuration.killed) return null;
  const label = `Kill ${flag.key} in ${environment}`;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="kill" size="lg" aria-label={label} onClick={() => kill(flag, environment)}>
        <IconOctagonMinusFilled size={18} color="var(--kill-text)" />
      </ActionIcon>
    </Tooltip>
  );
}
