import { Button, Skeleton, Stack } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { changesQuery } from "../api/queries.ts";
import { Empty } from "../ui/empty.tsx";
import { Problem } from "../ui/problem.tsx";
import { ChangeItem } from "./change-item.tsx";
import { asked, type HistoryFilter } from "./filter.ts";
import { Filters } from "./filters.tsx";
import classes from "./history.module.css";

interface HistoryProps {
  project: string;
  /** Without it, everything in the project. */
  flag?: string;
  filter: HistoryFilter;
  onFilter: (filter: HistoryFilter) => void;
}

export function History({ project, flag, filter, onFilter }: HistoryProps) {
  const query = useInfiniteQuery(changesQuery(project, { ...asked(filter), flag }));
  const changes = query.data?.pages.flatMap((page) => page.changes) ?? [];
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Stack>
      <Filters project={project} flag={flag} filter={filter} onFilter={onFilter} shown={changes} />
      {query.isPending ? (
        <Stack aria-busy="true" role="status" aria-label="Loading the history">
          <Skeleton height={96} radius="lg" />
          <Skeleton height={96} radius="lg" />
          <Skeleton height={96} radius="lg" />
        </Stack>
      ) : null}
      {query.isError ? (
        <Problem
          title={`The history of ${flag ?? project} could not be loaded`}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.data && changes.length === 0 ? (
        isFiltered ? (
          <Empty
            icon={IconHistory}
            title="No change is like that"
            action={<Button onClick={() => onFilter({})}>Show all changes</Button>}
          >
            Nothing is ever taken out of the history: this has not happened.
          </Empty>
        ) : (
          <Empty icon={IconHistory} title="Nothing has happened here yet">
            Every change is written down here with who made it, why, and what was different before. Nothing is ever
            taken out.
          </Empty>
        )
      ) : null}
      {changes.length > 0 ? (
        <ol className={classes.list} aria-label="Changes">
          {changes.map((change) => (
            <li key={change.id}>
              <ChangeItem change={change} withFlag={flag === undefined} />
            </li>
          ))}
        </ol>
      ) : null}
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
  );
}
