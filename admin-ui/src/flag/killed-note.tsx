import { Text } from "@mantine/core";
import type { Configuration } from "../api/types.ts";
import { Linked } from "../ui/linked.tsx";
import { Moment } from "../ui/moment.tsx";

export function KilledNote({ killed: { by, at, reason } }: { killed: NonNullable<Configuration["killed"]> }) {
  return (
    <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
      Killed by {by} <Moment at={at} />
      {reason ? (
        <>
          :{" "}
          <q dir="auto">
            <Linked text={reason} />
          </q>
        </>
      ) : null}
      . It stays so, whatever is set below, until it is restored.
    </Text>
  );
}
