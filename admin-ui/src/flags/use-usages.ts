import { keepPreviousData, useQueries } from "@tanstack/react-query";
import type { Flag, Usage } from "../api/types.ts";
import { usageQuery } from "../api/usage.ts";
import { useEnvironments, useProject } from "../ui/project.ts";

/** Who asks for the flags on screen, by environment. Where it is not known (yet), the list is whole without it. */
export function useUsages(flags: readonly Flag[]): Record<string, Usage | undefined> {
  const project = useProject();
  const environments = useEnvironments();
  const keys = flags.map(({ key }) => key);
  const answers = useQueries({
    queries: environments.map((environment) => ({
      ...usageQuery(project.key, environment.key, keys),
      enabled: keys.length > 0,
      placeholderData: keepPreviousData,
    })),
  });
  return Object.fromEntries(environments.map(({ key }, index) => [key, answers[index]?.data]));
}
