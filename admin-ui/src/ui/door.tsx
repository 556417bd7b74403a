import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "./card.tsx";
import classes from "./door.module.css";
import { Logo } from "./logo.tsx";
import { useTitle } from "./use-title.ts";

interface DoorProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** The frame of the screens in front of the sign-in. */
export function Door({ title, lead, children }: DoorProps) {
  useTitle(title);
  return (
    <main className={classes.door}>
      <div className={classes.brand}>
        <Logo size={36} /> Switchyard
      </div>
      <Card className={classes.panel ?? ""}>
        <Title order={1} size="h2" mb={4}>
          {title}
        </Title>
        {lead ? (
          <Text c="dimmed" size="sm" mb="md" component="div">
            {lead}
          </Text>
        ) : null}
        {children}
      </Card>
    </main>
  );
}
