import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { InboxItem } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { CloseReview } from "./close-review.tsx";

const KINDS: Record<InboxItem["kind"], string> = {
  request: "Waits for approval",
  news: "About a request",
  afterReview: "Pushed through",
  schedule: "Schedule",
  rollout: "Rollout",
};

export function InboxEntry({ item }: { item: InboxItem }) {
  const [closing, setClosing] = useState(false);
  return (
    <li>
      <div className={rows.main}>
        <ItemLink item={item}>
          <bdi>{item.title}</bdi>
        </ItemLink>
        <div className={rows.detail} dir="auto">
          {item.text}
        </div>
        <div className={rows.detail}>
          {KINDS[item.kind]}
          {item.environment ? ` in ${item.environment}` : ""}, <Moment at={item.at} />
        </div>
      </div>
      {item.afterReview ? (
        <Button size="xs" variant="default" onClick={() => setClosing(true)}>
          Look at it
        </Button>
      ) : null}
      {closing ? <CloseReview item={item} onClose={() => setClosing(false)} /> : null}
    </li>
  );
}

function ItemLink({ item, children }: { item: InboxItem; children: ReactNode }) {
  const project = useProject().key;
  if (item.request !== null)
    return (
      <Link to="/projects/$project/requests/$request" params={{ project, request: String(item.request) }}>
        {children}
      </Link>
    );
  if (item.schedule !== null)
    return (
      <Link to="/projects/$project/calendar" params={{ project }} search={{ schedule: item.schedule }}>
        {children}
      </Link>
    );
  if (item.flag !== null && item.rollout !== null)
    return (
      <Link
        to="/projects/$project/flags/$flag/rollouts/$rollout"
        params={{ project, flag: item.flag, rollout: item.rollout }}
        search={item.environment ? { environment: item.environment } : {}}
      >
        {children}
      </Link>
    );
  if (item.flag !== null)
    return (
      <Link
        to="/projects/$project/flags/$flag"
        params={{ project, flag: item.flag }}
        search={{ ...(item.environment ? { environment: item.environment } : {}), view: "history" }}
      >
        {children}
      </Link>
    );
  return (
    <Link to="/projects/$project/history" params={{ project }}>
      {children}
    </Link>
  );
}
