import { ActionIcon, Button, Group, Skeleton, Stack, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { calendarQuery, freezesQuery } from "../api/governed.ts";
import { InboxNav } from "../inbox/inbox-nav.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { localTimeZone } from "../words/zoned.ts";
import { DayList } from "./day-list.tsx";
import { entriesOf } from "./entries.ts";
import { daysOf, monthAfter, monthOf, monthWords } from "./month.ts";
import { MonthGrid } from "./month-grid.tsx";
import { Schedules } from "./schedules.tsx";

const route = getRouteApi("/app/projects/$project/calendar");

/** When changes are due, and when nothing may be raised. */
export function CalendarPage() {
  const project = useProject();
  const { month = monthOf(Date.now()), schedule } = route.useSearch();
  const navigate = route.useNavigate();
  const phone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const days = useMemo(() => daysOf(month), [month]);
  const [from = 0, to = 0] = [days[0], days.at(-1)];
  const { data, error, refetch } = useQuery({
    ...calendarQuery(project.key, from, to),
    placeholderData: keepPreviousData,
  });
  const { data: frozen } = useQuery({ ...freezesQuery(project.key, from, to), placeholderData: keepPreviousData });
  const entries = data && entriesOf(data.occurrences, frozen?.freezes ?? []);
  const go = (next: string) => void navigate({ search: (was) => ({ ...was, month: next }), replace: true });
  return (
    <Page title="Calendar" lead={`Scheduled changes and freezes, by the clocks of ${localTimeZone()}.`}>
      <InboxNav />
      <Stack>
        <Group gap="xs">
          <ActionIcon variant="default" size="lg" aria-label="Month before" onClick={() => go(monthAfter(month, -1))}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Title order={2} size="h4" aria-live="polite" miw="10rem" ta="center">
            {monthWords(month)}
          </Title>
          <ActionIcon variant="default" size="lg" aria-label="Month after" onClick={() => go(monthAfter(month, 1))}>
            <IconChevronRight size={18} />
          </ActionIcon>
          <Button variant="default" onClick={() => go(monthOf(Date.now()))}>
            This month
          </Button>
        </Group>
        {error && !data ? (
          <Problem title="The calendar could not be loaded" error={error} onRetry={() => void refetch()} />
        ) : !entries ? (
          <Skeleton height={320} radius="lg" role="status" aria-label="Loading the calendar" aria-busy />
        ) : phone ? (
          <DayList days={days} entries={entries} month={month} />
        ) : (
          <MonthGrid days={days} entries={entries} month={month} />
        )}
        <Schedules shown={schedule} />
      </Stack>
    </Page>
  );
}
