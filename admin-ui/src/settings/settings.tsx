import { Button, Stack, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { projectsQuery } from "../api/queries.ts";
import { renameProject } from "../api/writes.ts";
import { Card } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";
import { CreateProject } from "./create-project.tsx";
import { Environments } from "./environments.tsx";
import classes from "./settings.module.css";
import { SettingsNav } from "./settings-nav.tsx";

export function Settings() {
  const project = useProject();
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title="Settings"
      actions={
        <Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
          Create project
        </Button>
      }
    >
      <SettingsNav />
      <Stack>
        <Rename key={project.key} />
        <Environments />
      </Stack>
      <CreateProject opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function Rename() {
  const project = useProject();
  const queries = useQueryClient();
  const [name, setName] = useState(project.name);
  const renaming = useMutation({
    mutationFn: () => renameProject(project.key, name.trim()),
    onSuccess: ({ name: now }) => {
      offerUndo({
        done: `The project is called ${now}`,
        undo: () => renameProject(project.key, project.name).then(() => queries.invalidateQueries(projectsQuery)),
        undone: `It is called ${project.name} again`,
      });
      return queries.invalidateQueries(projectsQuery);
    },
  });
  return (
    <Card>
      <h2 className={classes.title}>Project {project.key}</h2>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          renaming.mutate();
        }}
      >
        <TextInput
          label="Name"
          description="For people; code and scripts use the key"
          maxLength={200}
          dir="auto"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button
          type="submit"
          loading={renaming.isPending}
          disabled={name.trim() === "" || name.trim() === project.name}
        >
          Rename
        </Button>
      </form>
      {renaming.isError ? <Problem title="The project was not renamed" error={renaming.error} /> : null}
    </Card>
  );
}
