import { Button } from "@mantine/core";
import { IconFolders } from "@tabler/icons-react";
import { useState } from "react";
import { CreateProject } from "../settings/create-project.tsx";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";

export function NoProject() {
  const [creating, setCreating] = useState(false);
  return (
    <Page title="No project">
      <Empty
        icon={IconFolders}
        title="There is no project on this server"
        action={<Button onClick={() => setCreating(true)}>Create project</Button>}
      >
        A project holds the flags of one application or team.
      </Empty>
      <CreateProject opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
