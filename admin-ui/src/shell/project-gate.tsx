import { IconFolderQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { projectsQuery } from "../api/queries.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { ProjectContext } from "../ui/project.ts";
import { Loading } from "./loading.tsx";

/** Shows what is inside only once its project is known. */
export function ProjectGate({ project: key, children }: { project: string; children: ReactNode }) {
  const projects = useQuery(projectsQuery);
  if (projects.isPending) return <Loading />;
  if (!projects.data) {
    return (
      <Page title="Projects">
        <Problem
          title="The projects could not be loaded"
          error={projects.error}
          onRetry={() => void projects.refetch()}
        />
      </Page>
    );
  }
  const project = projects.data.find((one) => one.key === key);
  if (project) return <ProjectContext value={project}>{children}</ProjectContext>;
  return (
    <Page title={key}>
      <Empty
        icon={IconFolderQuestion}
        title={`There is no project ${key}`}
        action={<Link to="/">Go to another project</Link>}
      >
        It may have another key, or you may not be allowed to see it.
      </Empty>
    </Page>
  );
}
