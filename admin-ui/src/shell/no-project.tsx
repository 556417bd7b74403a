import { IconFolders } from "@tabler/icons-react";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";

export function NoProject() {
  return (
    <Page title="No project">
      <Empty icon={IconFolders} title="There is no project on this server">
        A project holds the flags of one application or team. Make one through the API:{" "}
        <code>POST /api/v1/projects</code>.
      </Empty>
    </Page>
  );
}
