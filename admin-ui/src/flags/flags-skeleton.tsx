import { Skeleton, Stack } from "@mantine/core";
import { Card } from "../ui/card.tsx";

const ROWS = ["a", "b", "c", "d", "e", "f"];

export function FlagsSkeleton() {
  return (
    <Card aria-busy="true" aria-label="Loading flags">
      <Stack gap="lg">
        {ROWS.map((row) => (
          <Skeleton key={row} height={28} radius="sm" />
        ))}
      </Stack>
    </Card>
  );
}
