import { Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { changeSchedule, scheduleQuery, schedulesQuery } from "../api/governed.ts";
import type { Schedule } from "../api/types.ts";
import { NextTimes } from "../review/next-times.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { say } from "../ui/say.ts";
import { nextTimes } from "../words/cron.ts";
import { NewSchedule } from "./new-schedule.tsx";
import { scheduleWords } from "./schedule-words.ts";

/** @param shown the one that the address names */
export function Schedules({ shown }: { shown: number | undefined }) {
  const project = useProject();
  const query = useQuery(schedulesQuery(project.key));
  const [adding, setAdding] = useState(false);
  // The address may name one that is over.
  const isElsewhere = shown !== undefined && query.data?.every(({ number }) => number !== shown) === true;
  const named = useQuery({ ...scheduleQuery(project.key, shown ?? 0), enabled: isElsewhere });
  const schedules = [...(isElsewhere && named.data ? [named.data] : []), ...(query.data ?? [])];
  const add = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      Schedule a change
    </Button>
  );
  return (
    <>
      <Panel
        title="Schedules"
        aside={add}
        query={query}
        empty={
          schedules.length === 0
            ? "Nothing is scheduled. The review of any change offers to keep it for a time of its own, too."
            : undefined
        }
      >
        <ul className={rows.rows} aria-label="Schedules">
          {schedules.map((schedule) => (
            <Row key={schedule.number} schedule={schedule} isShown={schedule.number === shown} />
          ))}
        </ul>
      </Panel>
      {adding ? <NewSchedule onClose={() => setAdding(false)} /> : null}
    </>
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
        {state === "active" ? <Next schedule={schedule} /> : null}
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
      <Group gap="xs">
        {state === "active" ? button("pause", "Pause") : null}
        {state === "paused" ? button("resume", "Resume") : null}
        {state === "active" || state === "paused" || state === "waiting" ? button("cancel", "Cancel") : null}
      </Group>
    </li>
  );
}

const NEXT = 3;

/** The next times of what recurs, as the server will find them. */
function Next({ schedule: { cron, timeZone, nextAt } }: { schedule: Schedule }) {
  if (nextAt === null) return null;
  const times = cron === null ? [nextAt] : [nextAt, ...nextTimes(cron, timeZone, nextAt, NEXT - 1)];
  return <NextTimes times={times} timeZone={timeZone} recurs={cron !== null} />;
}
