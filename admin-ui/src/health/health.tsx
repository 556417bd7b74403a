import { Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Lagging } from "../home/lagging.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Page } from "../ui/page.tsx";
import { useEnvironments } from "../ui/project.ts";
import { Damaged } from "./damaged.tsx";
import { DrillPanel } from "./drill.tsx";
import { Events } from "./events.tsx";
import { FlagsToRemove } from "./flags-to-remove.tsx";
import { ReleasesPanel } from "./releases.tsx";
import { UnknownKeys } from "./unknown-keys.tsx";

const route = getRouteApi("/app/projects/$project/health");

/** What does not work as somebody meant it, what is there no longer needed, and what applications tell of themselves. */
export function Health() {
  const environments = useEnvironments();
  const { environment: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const environment = environments.find(({ key }) => key === chosen) ?? environments.at(-1);
  if (!environment) return null;
  return (
    <Page
      title="Health"
      lead="How releasing goes, whether a kill would reach everyone, and what is damaged, asked for in vain or ready to go."
      actions={
        <EnvironmentFilter
          value={environment.key}
          onChange={(next) => void navigate({ search: next ? { environment: next } : {}, replace: true })}
        />
      }
    >
      <Stack>
        <ReleasesPanel environment={environment} />
        <DrillPanel key={environment.key} environment={environment} />
        <Damaged />
        <FlagsToRemove />
        <UnknownKeys environment={environment} />
        <Events environment={environment} />
        <Lagging environment={environment} />
      </Stack>
    </Page>
  );
}
