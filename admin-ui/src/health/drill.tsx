import { Progress, Stack, Text } from "@mantine/core";
import { receiptWords } from "@switchyard/core/words";
import { IconBroadcast } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { releasesQuery, startDrill, versionReceiptsQuery } from "../api/releases.ts";
import type { Environment, Receipts } from "../api/types.ts";
import { Stragglers } from "../kill/stragglers.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { unbroken } from "../words/unbroken.ts";
import classes from "./health.module.css";

const DAYS = 30;
const POLL_MS = 500;
const WATCHED_MS = 60_000;

/** Whether a kill would reach everyone, tried without killing anything. */
export function DrillPanel({ environment }: { environment: Environment }) {
  const project = useProject();
  const queries = useQueryClient();
  const releases = useQuery(releasesQuery(project.key, environment.key, DAYS));
  const drilling = useMutation({
    mutationFn: () => startDrill(project.key, environment.key),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", project.key] }),
  });
  const last = releases.data?.lastDrill ?? undefined;
  const version = drilling.data?.version ?? last?.version;
  return (
    <Panel
      title={`Drill in ${environment.name}`}
      aside={
        <MayButton
          needs="responder"
          environment={environment.key}
          size="xs"
          variant="default"
          leftSection={<IconBroadcast size={16} aria-hidden />}
          loading={drilling.isPending}
          onClick={() => drilling.mutate()}
        >
          Start a drill
        </MayButton>
      }
      query={releases}
    >
      <Stack className={classes.body ?? ""} gap="sm">
        <Text size="sm">
          Would a kill reach everyone? A drill sends a change without content the same way: nobody’s answer is another
          one, and each SDK that confirms it would have confirmed a kill.
        </Text>
        {drilling.isError ? <Problem title="The drill was not started" error={drilling.error} /> : null}
        {last ? (
          <Text size="sm" c="dimmed">
            The last was <Moment at={last.at} />, by <bdi>{last.by}</bdi>.
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            There was none yet.
          </Text>
        )}
        {version ? <Confirmed key={version} environment={environment.key} version={version} /> : null}
      </Stack>
    </Panel>
  );
}

/** Who has confirmed it, asked anew for a minute or until all have. */
function Confirmed({ environment, version }: { environment: string; version: number }) {
  const project = useProject();
  const query = versionReceiptsQuery(project.key, environment, version);
  const { data, error } = useQuery({
    ...query,
    refetchInterval: ({ state }) =>
      isWhole(state.data) || state.dataUpdateCount > WATCHED_MS / POLL_MS ? false : POLL_MS,
  });
  if (error && !data) return <Problem title="Who confirmed it could not be loaded" error={error} />;
  if (!data) return null;
  return (
    <>
      <Text fw={600} role="status">
        {unbroken(receiptWords(data))}
      </Text>
      {data.connected > 0 ? (
        <Progress value={(100 * data.confirmed) / data.connected} aria-label="SDKs that confirmed the drill" />
      ) : null}
      <Stragglers behind={data.behind} missing={data.connected - data.confirmed} />
    </>
  );
}

const isWhole = (receipts: Receipts | undefined) =>
  receipts !== undefined && receipts.confirmed >= receipts.connected && receipts.unknown === 0;
