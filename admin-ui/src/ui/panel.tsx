import { Skeleton, Stack } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Card } from "./card.tsx";
import { Problem } from "./problem.tsx";
import rows from "./rows.module.css";

interface PanelProps {
  title: string;
  /** Beside the title. */
  aside?: ReactNode;
  /** What it shows comes from the server: how far that is. */
  query?: { isPending: boolean; error: Error | null; refetch: () => unknown };
  /** Instead of the rows, when there are none. */
  empty?: ReactNode;
  children?: ReactNode;
}

/** A card with a title over a list, and what stands in for the list while it is loading, failed or empty. */
export function Panel({ title, aside, query, empty, children }: PanelProps) {
  const heading = useId();
  return (
    <Card flush aria-labelledby={heading}>
      <div className={rows.head}>
        <h2 id={heading}>{title}</h2>
        {aside}
      </div>
      {query?.isPending ? (
        <Stack gap="xs" p="md" aria-busy="true" role="status" aria-label={`Loading: ${title}`}>
          <Skeleton height={20} />
          <Skeleton height={20} />
        </Stack>
      ) : query?.error ? (
        <Problem title={`${title} could not be loaded`} error={query.error} onRetry={() => void query.refetch()} />
      ) : empty ? (
        <p className={rows.quiet}>{empty}</p>
      ) : (
        children
      )}
    </Card>
  );
}
