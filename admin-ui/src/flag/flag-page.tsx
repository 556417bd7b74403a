import { Skeleton, Stack } from "@mantine/core";
import { IconFlagQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ApiFailure } from "../api/client.ts";
import { flagQuery } from "../api/queries.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { FlagView } from "./flag-view.tsx";

const route = getRouteApi("/app/projects/$project/flags/$flag");

export function FlagPage() {
  const project = useProject();
  const environments = useEnvironments();
  const { flag: key } = route.useParams();
  const { environment: chosen, view } = route.useSearch();
  const { data: flag, error, refetch } = useQuery(flagQuery(project.key, key));

  if (flag) {
    // Without a choice it is the one that matters most: protected environments are last.
    const environment = environments.find((one) => one.key === chosen) ?? environments.at(-1);
    return <FlagView key={flag.key} flag={flag} environment={environment} filter={chosen} view={view ?? "targeting"} />;
  }
  if (error instanceof ApiFailure && error.status === 404) {
    return (
      <Page title={key} among="Flags">
        <Empty
          icon={IconFlagQuestion}
          title={`There is no flag ${key} in ${project.name}`}
          action={
            <Link to="/projects/$project/flags" params={{ project: project.key }}>
              All flags of {project.name}
            </Link>
          }
        >
          Keys are case-sensitive and never change. It may be in another project.
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={key} among="Flags">
      {error ? (
        <Problem title={`The flag ${key} could not be loaded`} error={error} onRetry={() => void refetch()} />
      ) : (
        <Stack aria-busy="true" role="status" aria-label={`Loading ${key}`}>
          <Skeleton height={40} width="50%" />
          <Skeleton height={120} radius="lg" />
          <Skeleton height={220} radius="lg" />
        </Stack>
      )}
    </Page>
  );
}
