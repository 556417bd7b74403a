import type { QueryClient } from "@tanstack/react-query";
import type { Place } from "./writes.ts";

/** After a write of ours: what was on screen about this flag is fetched again, without waiting for the live socket. */
export async function refreshFlag(queries: QueryClient, { project, environment, flag }: Place): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["project", project] }),
    queries.invalidateQueries({ queryKey: ["receipts", project, environment, flag] }),
  ]);
}
