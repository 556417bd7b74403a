import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { inboxQuery } from "../api/governed.ts";
import { InboxEntry } from "../inbox/inbox-entry.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";

const FIRST = 4;

/** What waits for whoever looks; nothing where nothing does. */
export function Waiting() {
  const project = useProject();
  const query = useQuery(inboxQuery(project.key));
  const items = query.data?.items ?? [];
  if (!query.error && items.length === 0) return null;
  return (
    <Panel
      title="Waits for you"
      query={query}
      aside={
        <Link to="/projects/$project/inbox" params={{ project: project.key }}>
          {items.length > FIRST ? `All ${query.data?.count} in the inbox` : "Inbox"}
        </Link>
      }
    >
      <ul className={rows.rows}>
        {items.slice(0, FIRST).map((item) => (
          <InboxEntry
            key={`${item.kind} ${item.request} ${item.schedule} ${item.afterReview} ${item.rollout} ${item.at}`}
            item={item}
          />
        ))}
      </ul>
    </Panel>
  );
}
