import { Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CatchBoundary } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Configuration, Flag } from "../api/types.ts";
import { clientsQuery, flagUsageQuery } from "../api/usage.ts";
import type { Place } from "../api/writes.ts";
import { Receipt } from "../kill/receipt.tsx";
import { Card } from "../ui/card.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { Moment } from "../ui/moment.tsx";
import { Problem } from "../ui/problem.tsx";
import { counted } from "../words/count.ts";
import { ClientList } from "./client-list.tsx";
import { CodeSnippet } from "./code-snippet.tsx";
import { UsageTable } from "./usage-table.tsx";

const UsageChart = lazyPart(() => import("./usage-chart.tsx"), "UsageChart");

interface ClientsProps {
  place: Place;
  flag: Flag;
  configuration: Configuration;
}

/** Who has this flag, what they ask of it, and the code that does. */
export function Clients({ place, flag, configuration }: ClientsProps) {
  const { project, environment } = place;
  const usage = useQuery(flagUsageQuery(project, environment, flag.key));
  const clients = useQuery(clientsQuery(project, environment, { limit: 100 }));
  return (
    <Stack>
      <Card aria-label="Evaluations in the last 24 hours">
        <Title order={2} size="h5" mb="xs">
          Evaluations in the last 24 hours
        </Title>
        {usage.error && !usage.data ? (
          <Problem title="The usage could not be loaded" error={usage.error} onRetry={() => void usage.refetch()} />
        ) : usage.data === undefined ? (
          <Skeleton height={180} role="status" aria-label="Loading the usage" />
        ) : usage.data.variants.length === 0 ? (
          <Text size="sm" c="dimmed">
            No SDK has reported any in {environment}.
            {usage.data.lastEvaluatedAt ? (
              <>
                {" "}
                The last was <Moment at={usage.data.lastEvaluatedAt} />.
              </>
            ) : null}
          </Text>
        ) : (
          <Stack gap="sm">
            {/* The table says the same: where the chart can't be drawn nothing else is lost. */}
            <CatchBoundary getResetKey={() => flag.key} errorComponent={() => null}>
              <Suspense fallback={<Skeleton height={180} />}>
                <UsageChart flag={flag} usage={usage.data} />
              </Suspense>
            </CatchBoundary>
            <UsageTable flag={flag} usage={usage.data} />
          </Stack>
        )}
      </Card>
      <Card aria-label="Delivery">
        <Title order={2} size="h5" mb="xs">
          Delivery of version {configuration.version}
        </Title>
        <Receipt place={place} version={configuration.version} />
      </Card>
      <Card aria-label={`SDKs in ${environment}`}>
        <Title order={2} size="h5" mb="xs">
          SDKs in {environment}
        </Title>
        {clients.error && !clients.data ? (
          <Problem title="The SDKs could not be loaded" error={clients.error} onRetry={() => void clients.refetch()} />
        ) : clients.data === undefined ? (
          <Skeleton height={100} role="status" aria-label="Loading the SDKs" />
        ) : clients.data.total.count === 0 ? (
          <Text size="sm" c="dimmed">
            None is connected. Each has every flag of {environment}; which of them it asks for is in the chart above.
          </Text>
        ) : (
          <Stack gap="sm">
            <Text size="sm">
              {counted(clients.data.total.count, "SDK")}: {counted(clients.data.total.servers, "server")} and{" "}
              {counted(clients.data.total.browsers, "browser")}
              {clients.data.total.behind > 0
                ? `; ${clients.data.total.behind} behind`
                : "; all have the newest version"}
              {clients.data.total.unknown > 0
                ? `. Of ${clients.data.total.unknown} more nothing is known: their server node fell silent`
                : ""}
              .
            </Text>
            <ClientList clients={clients.data} flagVersion={configuration.version} />
          </Stack>
        )}
      </Card>
      <CodeSnippet flag={flag} />
    </Stack>
  );
}
