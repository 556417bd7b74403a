import { Group, Skeleton, Stack } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { keysQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { SettingsNav } from "../settings/settings-nav.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { CreateKey } from "./create-key.tsx";
import { KeyItem } from "./key-item.tsx";
import classes from "./keys.module.css";

const route = getRouteApi("/app/projects/$project/keys");

export function KeysPage() {
  const environments = useEnvironments();
  const { environment: chosen } = route.useSearch();
  const environment = environments.find(({ key }) => key === chosen) ?? environments[0];
  const lead =
    "An application connects with the key of one environment. A server key is secret and gets the rules; a client key is public and gets answers only.";
  return (
    <Page title="SDK keys" lead={lead}>
      <SettingsNav />
      {environment ? <Keys key={environment.key} environment={environment} /> : null}
    </Page>
  );
}

function Keys({ environment }: { environment: Environment }) {
  const project = useProject();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const { data: keys, error, refetch } = useQuery(keysQuery(project.key, environment.key));
  const create = (
    <MayButton
      needs="admin"
      environment={environment.key}
      leftSection={<IconPlus size={18} aria-hidden />}
      onClick={() => setCreating(true)}
    >
      Create key
    </MayButton>
  );
  return (
    <Stack>
      <Group align="flex-end" justify="space-between">
        <EnvironmentFilter
          value={environment.key}
          onChange={(next) => void navigate({ search: next ? { environment: next } : {}, replace: true })}
        />
        {create}
      </Group>
      {error && !keys ? (
        <Problem
          title={`The keys of ${environment.name} could not be loaded`}
          error={error}
          onRetry={() => void refetch()}
        />
      ) : null}
      {!error && !keys ? <Skeleton height={120} radius="lg" role="status" aria-label="Loading keys" aria-busy /> : null}
      {keys?.length === 0 ? (
        <Empty icon={IconKey} title={`Nothing can connect to ${environment.name} yet`} action={create}>
          Create a server key for a backend, or a client key for pages in browsers. You get the lines to paste with it.
        </Empty>
      ) : null}
      {keys && keys.length > 0 ? (
        <Card flush aria-label={`Keys of ${environment.name}`}>
          <ul className={classes.list}>
            {keys.map((key) => (
              <KeyItem key={key.id} item={key} environment={environment} />
            ))}
          </ul>
        </Card>
      ) : null}
      <CreateKey opened={creating} onClose={() => setCreating(false)} environment={environment} />
    </Stack>
  );
}
