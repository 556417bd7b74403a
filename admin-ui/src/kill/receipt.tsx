import { Progress, Skeleton, Stack, Text } from "@mantine/core";
import { receiptMeaning, receiptWords } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { useLive, useWatch } from "../api/live-context.ts";
import { receiptsQuery } from "../api/queries.ts";
import type { Place } from "../api/writes.ts";
import { Problem } from "../ui/problem.tsx";
import { unbroken } from "../words/unbroken.ts";
import { Stragglers } from "./stragglers.tsx";

interface ReceiptProps {
  place: Place;
  /** The version that must be confirmed. */
  version: number;
  /** What people get after a kill, such as "off". */
  answer?: string;
  large?: boolean;
}

const POLL_MS = 2000;

/** Who has confirmed, counting up as they do: by the live socket, or by asking while that is down. */
export function Receipt({ place, version, answer, large = false }: ReceiptProps) {
  const { project, environment, flag } = place;
  const { status } = useLive();
  useWatch(project, environment, flag);
  const { data, error, refetch } = useQuery({
    ...receiptsQuery(project, environment, flag),
    refetchInterval: status === "live" ? false : POLL_MS,
  });
  if (!data && error) {
    return <Problem title="The receipts could not be loaded" error={error} onRetry={() => void refetch()} />;
  }
  if (!data || data.version < version)
    return <Skeleton height={large ? 64 : 40} role="status" aria-label="Waiting for receipts" />;
  return (
    <Stack gap="xs">
      <div role="status">
        <Text fz={large ? "xl" : "md"} fw={600}>
          {unbroken(receiptWords(data))}
        </Text>
        <Text size="sm" c="dimmed">
          {receiptMeaning(data, answer)}
        </Text>
      </div>
      {data.connected > 0 ? (
        <Progress
          value={(100 * data.confirmed) / data.connected}
          size={large ? "md" : "sm"}
          aria-label="Confirmed SDKs"
          transitionDuration={200}
        />
      ) : null}
      <Stragglers behind={data.behind} missing={data.connected - data.confirmed} />
    </Stack>
  );
}
