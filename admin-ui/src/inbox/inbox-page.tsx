import { IconInbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { inboxQuery, sawInbox } from "../api/governed.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { InboxEntry } from "./inbox-entry.tsx";
import { InboxNav } from "./inbox-nav.tsx";

/** What waits for the person, and what became of what they proposed. */
export function InboxPage() {
  const project = useProject();
  const query = useQuery(inboxQuery(project.key));
  const newest = query.data?.items[0]?.at;
  const seenAt = query.data?.seenAt;
  // Having been on screen is having been seen.
  useEffect(() => {
    if (newest !== undefined && seenAt !== undefined && newest > seenAt)
      void sawInbox(project.key, newest).catch(() => {});
  }, [project.key, newest, seenAt]);
  return (
    <Page title="Inbox" lead="What waits for you, and what became of what you proposed.">
      <InboxNav />
      {query.data?.items.length === 0 ? (
        <Empty icon={IconInbox} title="Nothing waits for you">
          Changes to approve, pushes through a policy to look at, schedules that failed and answers to your own requests
          arrive here.
        </Empty>
      ) : (
        <Panel title="Newest first" query={query}>
          <ul className={rows.rows} aria-label="Inbox">
            {query.data?.items.map((item) => (
              <InboxEntry
                key={`${item.kind} ${item.request} ${item.schedule} ${item.afterReview} ${item.rollout} ${item.at}`}
                item={item}
                isNew={item.at > (seenAt ?? 0)}
              />
            ))}
          </ul>
        </Panel>
      )}
    </Page>
  );
}
