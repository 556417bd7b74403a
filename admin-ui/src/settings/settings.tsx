import { Button, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Page } from "../ui/page.tsx";
import { useProject } from "../ui/project.ts";
import { CreateProject } from "./create-project.tsx";
import { Environments } from "./environments.tsx";
import { RenameProject } from "./rename-project.tsx";
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
        <RenameProject key={project.key} />
        <Environments />
      </Stack>
      <CreateProject opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
