import { queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type { Drill, Receipts, Releases } from "./types.ts";

const at = (project: string, environment: string, part: string) =>
  path("projects", project, "environments", environment, part);

/** How releasing goes: a change in the project makes it stale, as everything under `project`. */
export const releasesQuery = (project: string, environment: string, days: number) =>
  queryOptions({
    queryKey: ["project", project, "releases", environment, days],
    queryFn: ({ signal }) =>
      request<Releases>(`${at(project, environment, "releases")}?${new URLSearchParams({ days: String(days) })}`, {
        signal,
      }),
  });

/** Who has confirmed a version of the environment. */
export const versionReceiptsQuery = (project: string, environment: string, version: number) =>
  queryOptions({
    queryKey: ["receipts", project, environment, "version", version],
    queryFn: ({ signal }) =>
      request<Receipts>(
        `${at(project, environment, "receipts")}?${new URLSearchParams({ version: String(version) })}`,
        {
          signal,
        },
      ),
  });

/** Sends a change without content the way of a kill. */
export const startDrill = (project: string, environment: string) =>
  request<Drill>(at(project, environment, "drill"), { method: "POST", body: {} });
