import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { policyQuery } from "../api/policy.ts";
import type { Environment } from "../api/types.ts";
import { SettingsNav } from "../settings/settings-nav.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { PolicyForm } from "./policy-form.tsx";

const route = getRouteApi("/app/projects/$project/policies");

const LEAD =
  "What a change must pass that lets anybody get more than before. Whatever lowers exposure passes at once: a kill, a step back, a pause.";

/** What raising changes must pass, by environment. */
export function PolicyPage() {
  const environments = useEnvironments();
  const { environment: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const environment = environments.find(({ key }) => key === chosen) ?? environments.at(-1);
  return (
    <Page title="Policies" lead={LEAD}>
      <SettingsNav />
      {environment ? (
        <Stack>
          <EnvironmentFilter
            value={environment.key}
            onChange={(next) => void navigate({ search: next ? { environment: next } : {}, replace: true })}
          />
          <OfEnvironment key={environment.key} environment={environment} />
        </Stack>
      ) : (
        <Text>There is no environment that you may see.</Text>
      )}
    </Page>
  );
}

function OfEnvironment({ environment }: { environment: Environment }) {
  const project = useProject();
  const { data, error, refetch } = useQuery(policyQuery(project.key, environment.key));
  if (data) return <PolicyForm environment={environment} policy={data} />;
  if (error) {
    const title = `The policy of ${environment.name} could not be loaded`;
    return <Problem title={title} error={error} onRetry={() => void refetch()} />;
  }
  return <Skeleton height={320} radius="lg" role="status" aria-label="Loading the policy" aria-busy />;
}
