import { Button, Group, Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { clientsQuery } from "../api/usage.ts";
import { CreateFlag } from "../flags/create-flag.tsx";
import { Card } from "../ui/card.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import classes from "./home.module.css";

/** The next of the first steps, until there is a flag and an application that asks for one. */
export function GetStarted({ hasFlags }: { hasFlags: boolean }) {
  const project = useProject();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const clients = useQueries({
    queries: useEnvironments().map(({ key }) => clientsQuery(project.key, key, { limit: 1 })),
  });
  const connected = clients.some(({ data }) => (data?.total.count ?? 0) > 0);
  if (hasFlags && (connected || clients.some(({ data }) => data === undefined))) return null;
  return (
    <Card className={classes.first ?? ""} aria-label="First steps">
      <Text fw={650} fz="lg">
        {hasFlags ? "Connect your application" : "Create the first flag"}
      </Text>
      <Text size="sm" c="dimmed" mb="sm" maw="42rem">
        {hasFlags
          ? "No application is connected yet. Copy a few lines with a key of their own, start your application, and watch its first evaluation arrive here."
          : "A flag lets you ship code switched off, turn it on for a few percent of people, watch, and turn it off within a second when something is wrong."}
      </Text>
      <Group>
        {hasFlags ? null : (
          <MayButton needs="editor" onClick={() => setCreating(true)}>
            Create flag
          </MayButton>
        )}
        <Button
          variant={hasFlags ? "filled" : "default"}
          onClick={() => void navigate({ to: "/projects/$project/start", params: { project: project.key } })}
        >
          Connect an application
        </Button>
      </Group>
      <CreateFlag opened={creating} onClose={() => setCreating(false)} />
    </Card>
  );
}
