import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "../ui/card.tsx";

/** A change of words only. */
export const ForPeopleNote = () => <Text size="sm">No application notices: this is for people.</Text>;

/** A change without an environment of its own reaches all of them at once, protected ones included. */
export function EverywhereNote({ children }: { children: ReactNode }) {
  return (
    <Card tone="warn">
      <Text fw={600}>This affects every environment</Text>
      <Text size="sm">{children}</Text>
    </Card>
  );
}
