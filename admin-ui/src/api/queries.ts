import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiFailure, path, request } from "./client.ts";
import type { Change, Flag, Project, Quarantined, Receipts, SdkKey, User } from "./types.ts";

const PAGE = 30;

/** The person who is signed in, or `null`. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return (await request<{ user: User | null }>("/session", { signal })).user;
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** Whether there is no admin yet. */
export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => request<{ needed: boolean }>("/setup", { signal }),
});

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) => (await request<{ projects: Project[] }>("/projects", { signal })).projects,
});

interface FlagList {
  flags: Flag[];
  /** What is stored damaged and not served. */
  quarantined: Quarantined[];
}

/** All flags, archived ones included. */
export const flagListQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project, "flags"],
    queryFn: ({ signal }) => request<FlagList>(`${path("projects", project, "flags")}?archived=all`, { signal }),
  });

export const flagsQuery = (project: string) =>
  queryOptions({ ...flagListQuery(project), select: ({ flags }: FlagList) => flags });

export const flagQuery = (project: string, flag: string) =>
  queryOptions({
    queryKey: ["project", project, "flag", flag],
    queryFn: ({ signal }) => request<Flag>(path("projects", project, "flags", flag), { signal }),
  });

export const receiptsQuery = (project: string, environment: string, flag: string) =>
  queryOptions({
    queryKey: ["receipts", project, environment, flag],
    queryFn: ({ signal }) =>
      request<Receipts>(path("projects", project, "environments", environment, "flags", flag, "receipts"), { signal }),
  });

export const keysQuery = (project: string, environment: string) =>
  queryOptions({
    queryKey: ["project", project, "keys", environment],
    queryFn: async ({ signal }) =>
      (await request<{ keys: SdkKey[] }>(path("projects", project, "environments", environment, "keys"), { signal }))
        .keys,
  });

export interface ChangeFilter {
  environment?: string | undefined;
  flag?: string | undefined;
}

interface ChangePage {
  changes: Change[];
  /** Where the next page begins; `null` on the last. */
  next: number | null;
}

export const changesQuery = (project: string, filter: ChangeFilter) =>
  infiniteQueryOptions({
    queryKey: ["project", project, "changes", filter],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(PAGE) });
      if (filter.environment) search.set("environment", filter.environment);
      if (filter.flag) search.set("flag", filter.flag);
      if (pageParam) search.set("before", String(pageParam));
      return request<ChangePage>(`${path("projects", project, "changes")}?${search}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
