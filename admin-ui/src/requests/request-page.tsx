import { Skeleton, Stack, Text } from "@mantine/core";
import { IconGitPullRequest } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ApiFailure } from "../api/client.ts";
import { requestQuery } from "../api/governed.ts";
import type { ChangeRequestDetail } from "../api/types.ts";
import { InboxNav } from "../inbox/inbox-nav.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Linked } from "../ui/linked.tsx";
import { Moment } from "../ui/moment.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { PlanView } from "./plan-view.tsx";
import { approvalWords, requestWords } from "./request-words.ts";
import { Respond } from "./respond.tsx";
import { Talk } from "./talk.tsx";

const route = getRouteApi("/app/projects/$project/requests/$request");

export function RequestPage() {
  const project = useProject();
  const number = Number(route.useParams().request);
  const { data, error, refetch } = useQuery(requestQuery(project.key, number));
  const all = (
    <Link to="/projects/$project/requests" params={{ project: project.key }}>
      All change requests
    </Link>
  );
  if (data) return <Shown request={data} />;
  return (
    <Page title={`Change request ${number}`}>
      <InboxNav />
      {error instanceof ApiFailure && error.status === 404 ? (
        <Empty icon={IconGitPullRequest} title={`There is no change request ${number}`} action={all}>
          Requests are numbered in each project.
        </Empty>
      ) : error ? (
        <Problem title={`Change request ${number} could not be loaded`} error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={200} radius="lg" role="status" aria-label="Loading the change request" aria-busy />
      )}
    </Page>
  );
}

function Shown({ request }: { request: ChangeRequestDetail }) {
  const { number, title, author, createdAt, reason, state, plan, problem, outdated } = request;
  return (
    <Page title={`${number}: ${title}`} among="Change requests">
      <InboxNav />
      <Stack>
        <Card aria-label="About this change request">
          <Text fw={600}>{requestWords(request)}</Text>
          <Text size="sm" c="dimmed">
            Proposed by {author.name}, <Moment at={createdAt} />
          </Text>
          {reason ? (
            <Text mt="xs" dir="auto" style={{ overflowWrap: "anywhere" }}>
              <Linked text={reason} />
            </Text>
          ) : null}
          {state === "open" ? (
            <Text size="sm" mt="xs" role="status">
              {approvalWords(request)}
            </Text>
          ) : null}
        </Card>
        {state === "open" && outdated ? (
          <Card tone="warn" role="status">
            <Text fw={600}>What it would change is another thing now</Text>
            <Text size="sm">
              Somebody changed a flag since this was proposed or approved. What is shown below is what it would do now;
              earlier approvals don’t count for it.
            </Text>
          </Card>
        ) : null}
        {state === "open" && problem ? (
          <Card tone="warn" role="status">
            <Text fw={600}>It can’t be done as things are</Text>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {problem}
            </Text>
          </Card>
        ) : null}
        {plan ? <PlanView plan={plan} /> : null}
        <Talk events={request.events} />
        {state === "open" ? <Respond request={request} /> : null}
      </Stack>
    </Page>
  );
}
