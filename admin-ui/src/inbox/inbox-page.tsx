import { Button } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { inboxQuery, sawInbox } from "../api/governed.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { say } from "../ui/say.ts";
import { InboxEntry } from "./inbox-entry.tsx";
import { InboxNav } from "./inbox-nav.tsx";

/** What waits for the person, and what became of what they proposed. */
export function InboxPage() {
  const project = useProject();
  const queries = useQueryClient();
  const query = useQuery(inboxQuery(project.key));
  const items = query.data?.items ?? [];
  const seeing = useMutation({
    mutationFn: () => sawInbox(project.key, Date.now()),
    onSuccess: (inbox) => queries.setQueryData(inboxQuery(project.key).queryKey, inbox),
    onError: ({ message }) => say({ title: "Still new", message, color: "orange" }),
  });
  const seen = items.some(({ kind }) => kind === "news" || kind === "schedule") ? (
    <Button size="xs" variant="default" loading={seeing.isPending} onClick={() => seeing.mutate()}>
      I have seen the news
    </Button>
  ) : undefined;
  return (
    <Page title="Inbox" lead="What waits for you, and what became of what you proposed.">
      <InboxNav />
      {query.data && items.length === 0 ? (
        <Empty icon={IconInbox} title="Nothing waits for you">
          Changes to approve, pushes through a policy to look at, schedules that failed and answers to your own requests
          arrive here.
        </Empty>
      ) : (
        <Panel title="Newest first" aside={seen} query={query}>
          <ul className={rows.rows} aria-label="Inbox">
            {items.map((item) => (
              <InboxEntry
                key={`${item.kind} ${item.request} ${item.schedule} ${item.afterReview} ${item.rollout} ${item.at}`}
                item={item}
              />
            ))}
          </ul>
        </Panel>
      )}
    </Page>
  );
}
