import { Button, Stack, Switch } from "@mantine/core";
import { IconGitPullRequest } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { requestsQuery } from "../api/governed.ts";
import { InboxNav } from "../inbox/inbox-nav.tsx";
import { Empty } from "../ui/empty.tsx";
import { Moment } from "../ui/moment.tsx";
import { Page } from "../ui/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { requestWords } from "./request-words.ts";

const route = getRouteApi("/app/projects/$project/requests");

/** Changes that somebody proposed, and what became of them. */
export function RequestsPage() {
  const project = useProject();
  const { closed = false } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(requestsQuery(project.key, { state: closed ? "closed" : "open" }));
  const requests = query.data?.pages.flatMap((page) => page.requests) ?? [];
  return (
    <Page title="Change requests" lead="Changes that wait for others to agree. Killing and stepping back never wait.">
      <InboxNav />
      <Stack>
        <Switch
          label="Closed ones"
          checked={closed}
          onChange={({ currentTarget: { checked } }) =>
            void navigate({ search: checked ? { closed: true } : {}, replace: true })
          }
        />
        {query.data && requests.length === 0 ? (
          <Empty icon={IconGitPullRequest} title={closed ? "None is closed yet" : "Nothing waits for approval"}>
            When an environment’s policy asks for approval, the review of a change offers to request it. What is asked
            for is listed here, for everybody.
          </Empty>
        ) : (
          <Panel title={closed ? "Closed" : "Open"} query={query}>
            <ul className={rows.rows}>
              {requests.map((request) => (
                <li key={request.number}>
                  <div className={rows.main}>
                    <Link
                      to="/projects/$project/requests/$request"
                      params={{ project: project.key, request: String(request.number) }}
                    >
                      {request.number}: <bdi>{request.title}</bdi>
                    </Link>
                    <div className={rows.detail}>
                      {request.author.name}, <Moment at={request.createdAt} />
                      {request.reason ? (
                        <>
                          : <q dir="auto">{request.reason}</q>
                        </>
                      ) : null}
                    </div>
                  </div>
                  <span className={rows.detail}>{requestWords(request)}</span>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        {query.hasNextPage ? (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
            style={{ alignSelf: "center" }}
          >
            Load more
          </Button>
        ) : null}
      </Stack>
    </Page>
  );
}
