import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { changeSchedule, schedulesQuery } from "../api/governed.ts";
import type { Schedule } from "../api/types.ts";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { say } from "../ui/say.ts";
import { scheduleWords } from "./schedule-words.ts";

/** @param shown the one that the address names */
export function Schedules({ shown }: { shown: number | undefined }) {
  const project = useProject();
  const query = useQuery(schedulesQuery(project.key));
  return (
    <Panel
      title="Schedules"
      query={query}
      empty={
        query.data?.length === 0
          ? "Nothing is scheduled. The review of any change offers to keep it for a time of its own."
          : undefined
      }
    >
      <ul className={rows.rows} aria-label="Schedules">
        {query.data?.map((schedule) => (
          <Row key={schedule.number} schedule={schedule} isShown={schedule.number === shown} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ schedule, isShown }: { schedule: Schedule; isShown: boolean }) {
  const project = useProject();
  const queries = useQueryClient();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isShown) row.current?.scrollIntoView({ block: "nearest" });
  }, [isShown]);
  const { number, title, state, held, request, lastRun, author, reason } = schedule;
  const changing = useMutation({
    mutationFn: (how: "pause" | "resume" | "cancel") => changeSchedule(project.key, number, how),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", project.key] }),
    onError: ({ message }) => say({ title: "That did not work", message, color: "orange" }),
  });
  const button = (how: "pause" | "resume" | "cancel", label: string) => (
    <Button
      size="xs"
      variant="default"
      aria-label={`${label} ${title}`}
      loading={changing.isPending && changing.variables === how}
      disabled={changing.isPending}
      onClick={() => changing.mutate(how)}
    >
      {label}
    </Button>
  );
  return (
    <li ref={row} aria-current={isShown || undefined}>
      <div className={rows.main}>
        <strong>
          {number}: <bdi>{title}</bdi>
        </strong>
        <div className={rows.detail}>{scheduleWords(schedule)}</div>
        {held ? <div className={rows.problem}>{held}</div> : null}
        {lastRun ? (
          <div className={lastRun.outcome === "failed" || lastRun.outcome === "missed" ? rows.problem : rows.detail}>
            {lastRun.message}
          </div>
        ) : null}
        <div className={rows.detail} dir="auto">
          By {author.name}
          {reason ? `: ${reason}` : ""}
          {request === null ? null : (
            <>
              {" · "}
              <Link
                to="/projects/$project/requests/$request"
                params={{ project: project.key, request: String(request) }}
              >
                change request {request}
              </Link>
            </>
          )}
        </div>
      </div>
      {state === "active" ? button("pause", "Pause") : null}
      {state === "paused" ? button("resume", "Resume") : null}
      {state === "active" || state === "paused" || state === "waiting" ? button("cancel", "Cancel") : null}
    </li>
  );
}
