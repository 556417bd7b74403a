import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { flagListQuery, segmentsQuery } from "../api/queries.ts";
import { Loading } from "../shell/loading.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { SegmentEditor } from "./segment-editor.tsx";

const route = getRouteApi("/app/projects/$project/segments/$segment");

export function SegmentPage() {
  const project = useProject();
  const { segment: key } = route.useParams();
  const query = useQuery(segmentsQuery(project.key));
  const { data: list } = useQuery(flagListQuery(project.key));
  const segment = query.data?.find((one) => one.key === key);
  if (query.isPending) return <Loading />;
  if (!segment) {
    return (
      <Page title={key} among="Segments">
        <Problem
          title={`There is no segment ${key} to be shown`}
          error={query.error ?? new Error("It may have been deleted, or its row in the database can’t be read.")}
          onRetry={() => void query.refetch()}
        />
      </Page>
    );
  }
  return <SegmentEditor key={key} segment={segment} segments={query.data ?? []} flags={list?.flags} />;
}
