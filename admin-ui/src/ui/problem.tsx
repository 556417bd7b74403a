import { Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Card } from "./card.tsx";

interface ProblemProps {
  /** What could not be done, such as "The flags of demo could not be loaded". */
  title: string;
  error: Error;
  onRetry?: () => void;
}

/** An error that names the thing, says what the server said, and offers to try again. */
export function Problem({ title, error, onRetry }: ProblemProps) {
  return (
    <Card tone="warn" role="alert">
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <IconAlertTriangle size={20} color="var(--warn-text)" aria-hidden />
        <Stack gap="xs" align="flex-start" miw={0}>
          <Text fw={600}>{title}</Text>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {error.message}
          </Text>
          {onRetry ? (
            <Button variant="default" size="xs" onClick={onRetry}>
              Try again
            </Button>
          ) : null}
        </Stack>
      </Group>
    </Card>
  );
}
