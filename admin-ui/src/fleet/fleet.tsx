import { Button, Group, NativeSelect, Stack, Switch, Text } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Clients as ClientsAnswer, Environment } from "../api/types.ts";
import { type ClientFilter, clientsQuery } from "../api/usage.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Page } from "../ui/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { Stat, Stats } from "../ui/stat.tsx";
import { counted } from "../words/count.ts";
import { ClientTable } from "./client-table.tsx";

const route = getRouteApi("/app/projects/$project/clients");
const PAGE = 100;

/** Who has which version: what the SDKs said themselves. */
export function Fleet() {
  const environments = useEnvironments();
  const { environment: chosen } = route.useSearch();
  const environment = environments.find(({ key }) => key === chosen) ?? environments.at(-1);
  return (
    <Page
      title="Clients"
      lead="The SDKs that are connected now or asked lately, and the version each said it evaluates with."
    >
      {environment ? <OfEnvironment key={environment.key} environment={environment} /> : null}
    </Page>
  );
}

function OfEnvironment({ environment }: { environment: Environment }) {
  const project = useProject();
  const { app, behind = false, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const filter: ClientFilter = {
    limit: PAGE,
    offset: (page - 1) * PAGE,
    ...(app ? { app } : {}),
    ...(behind ? { behind } : {}),
  };
  const { data, error, refetch, isPending } = useQuery({
    ...clientsQuery(project.key, environment.key, filter),
    placeholderData: keepPreviousData,
  });
  const change = (next: { app?: string | undefined; behind?: true | undefined; page?: number | undefined }) =>
    void navigate({ search: (was) => ({ ...was, page: undefined, ...next }), replace: true });
  return (
    <Stack>
      <Group align="flex-end">
        <EnvironmentFilter
          value={environment.key}
          onChange={(next) => void navigate({ search: next ? { environment: next } : {}, replace: true })}
        />
        <NativeSelect
          label="Application"
          w="min(16rem, 100%)"
          value={app ?? ""}
          onChange={({ currentTarget }) => change({ app: currentTarget.value || undefined })}
          data={[{ value: "", label: "All applications" }, ...appOptions(data, app)]}
        />
        <Switch
          label="Only those that lag"
          checked={behind}
          onChange={({ currentTarget }) => change({ behind: currentTarget.checked || undefined })}
          mb={8}
        />
      </Group>
      {error && !data ? (
        <Problem
          title={`The clients of ${environment.name} could not be loaded`}
          error={error}
          onRetry={() => void refetch()}
        />
      ) : null}
      {isPending ? <Panel title="Clients" query={{ isPending, error: null, refetch }} /> : null}
      {data && data.total.count === 0 ? (
        <Empty
          icon={IconPlugConnected}
          title={`No SDK is connected to ${environment.name}`}
          action={
            <Link
              to="/projects/$project/start"
              params={{ project: project.key }}
              search={{ environment: environment.key }}
            >
              Connect an application
            </Link>
          }
        >
          As soon as an application connects it is listed here with its version, and receipts of changes name it when it
          is late.
        </Empty>
      ) : null}
      {data && data.total.count > 0 ? (
        <>
          <Totals clients={data} />
          {data.clients.length > 0 ? (
            <ClientTable clients={data.clients} newest={data.version} />
          ) : (
            <Card>
              <Text>No client is like that: all have the newest version.</Text>
            </Card>
          )}
          {data.matching > PAGE ? (
            <Pages page={page} total={data.matching} onPage={(next) => change({ page: next })} />
          ) : null}
          <Versions clients={data} />
        </>
      ) : null}
    </Stack>
  );
}

function appOptions(data: ClientsAnswer | undefined, chosen: string | undefined) {
  const named = (data?.apps ?? []).flatMap(({ app, count }) =>
    app ? [{ value: app, label: `${app} (${count})` }] : [],
  );
  const isKnown = chosen === undefined || named.some(({ value }) => value === chosen);
  return isKnown ? named : [...named, { value: chosen, label: chosen }];
}

function Totals({ clients: { version, total } }: { clients: ClientsAnswer }) {
  return (
    <Card aria-label="In short">
      <Stats>
        <Stat value={version} label="newest version" />
        <Stat value={total.count - total.behind} label="have it" />
        <Stat value={total.behind} label="behind" tone={total.behind > 0 ? "warn" : "plain"} />
        <Stat value={total.servers} label="servers" />
        <Stat value={total.browsers} label="browsers" />
        <Stat value={total.polling} label="polling" />
      </Stats>
    </Card>
  );
}

function Versions({ clients: { sdks } }: { clients: ClientsAnswer }) {
  return (
    <Panel title="SDK versions">
      <ul className={rows.rows}>
        {sdks.map(({ name, version, count, behind }) => (
          <li key={`${name} ${version}`}>
            <span className={rows.main}>
              {name} {version ?? ""}
            </span>
            <span className={rows.detail}>
              {counted(count, "SDK")}
              {behind > 0 ? `, ${behind} behind` : ""}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Pages({ page, total, onPage }: { page: number; total: number; onPage: (page: number | undefined) => void }) {
  const last = Math.ceil(total / PAGE);
  return (
    <Group justify="space-between" component="nav" aria-label="Pages of clients">
      <Button variant="default" disabled={page <= 1} onClick={() => onPage(page === 2 ? undefined : page - 1)}>
        Previous
      </Button>
      <Text size="sm" c="dimmed">
        Page {page} of {last}
      </Text>
      <Button variant="default" disabled={page >= last} onClick={() => onPage(page + 1)}>
        Next
      </Button>
    </Group>
  );
}
