import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../ui/page.tsx";
import { useProject } from "../ui/project.ts";
import { ExportLinks } from "./export-links.tsx";
import { History } from "./history.tsx";

const route = getRouteApi("/app/projects/$project/history");

export function HistoryPage() {
  const project = useProject();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="History"
      actions={<ExportLinks project={project.key} filter={filter} />}
      lead={`Every change in ${project.name}: who, when, why, and what was different before.`}
    >
      <History
        project={project.key}
        filter={filter}
        onFilter={(next) => void navigate({ search: next, replace: true })}
      />
    </Page>
  );
}
