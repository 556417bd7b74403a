import { Stack, Text, Title } from "@mantine/core";
import type { ComponentType, ReactNode } from "react";
import { Card } from "./card.tsx";

interface EmptyProps {
  icon: ComponentType<{ size?: number; stroke?: number; color?: string; "aria-hidden"?: boolean }>;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet: what belongs here, what it is good for, and the first step. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <Card>
      <Stack align="center" gap="sm" py="xl" ta="center" maw="34rem" mx="auto">
        <Icon size={36} stroke={1.4} color="var(--accent-text)" aria-hidden />
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text c="dimmed" component="div" size="sm">
          {children}
        </Text>
        {action}
      </Stack>
    </Card>
  );
}
