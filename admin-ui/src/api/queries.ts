import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiFailure, path, request } from "./client.ts";
import type {
  Change,
  Flag,
  Project,
  Quarantined,
  Receipts,
  SavedView,
  SdkKey,
  Segment,
  SignInWays,
  User,
} from "./types.ts";

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

/** How people can sign in here; `oidc` is null without a provider. */
export const signInWaysQuery = queryOptions({
  queryKey: ["sign-in"],
  queryFn: ({ signal }) => request<SignInWays>("/sign-in", { signal }),
  staleTime: 600_000,
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
}

interface FlagPage extends FlagList {
  /** How many the search finds, on all pages. */
  total: number;
  next: number | null;
}

const readFlags = (project: string, query: Record<string, string>, signal: AbortSignal) =>
  request<FlagPage>(`${path("projects", project, "flags")}?${new URLSearchParams(query)}`, { signal });

export interface FlagSearch {
  search: string;
  archived?: boolean;
  sort?: string;
  /** From 1. */
  page?: number;
  limit?: number;
}

/** One page of what a search finds. */
export const flagPageQuery = (
  project: string,
  { search, archived = false, sort, page = 1, limit = 50 }: FlagSearch,
) => {
  const query = {
    search,
    archived: String(archived),
    page: String(page),
    limit: String(limit),
    ...(sort ? { sort } : {}),
  };
  return queryOptions({
    queryKey: ["project", project, "flags", query],
    queryFn: ({ signal }) => readFlags(project, query, signal),
  });
};

/** All flags, archived ones included: for editors, which must know what can be named. Lists read pages. */
export const flagListQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project, "flags", "all"],
    queryFn: async ({ signal }): Promise<FlagList> => {
      const flags: Flag[] = [];
      for (let page: number | null = 1; page !== null; ) {
        const read: FlagPage = await readFlags(project, { archived: "all", limit: "500", page: String(page) }, signal);
        flags.push(...read.flags);
        page = read.next;
      }
      return { flags };
    },
  });

export interface Quarantine {
  /** The first page. */
  quarantined: Quarantined[];
  /** How many there are in all. */
  total: number;
}

/**
 * What is stored damaged and not served, in one environment or in all. Looking is dear, so it is not asked again with every
 * change.
 */
export const quarantineQuery = (project: string, environment?: string) =>
  queryOptions({
    queryKey: ["quarantine", project, environment],
    queryFn: ({ signal }) => {
      const query = environment === undefined ? "" : `?${new URLSearchParams({ environment })}`;
      return request<Quarantine>(`${path("projects", project, "quarantine")}${query}`, { signal });
    },
    staleTime: 60_000,
  });

export const viewsQuery = (project: string) =>
  queryOptions({
    queryKey: ["views", project],
    queryFn: async ({ signal }) =>
      (await request<{ views: SavedView[] }>(path("projects", project, "views"), { signal })).views,
  });

export const segmentsQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project, "segments"],
    queryFn: async ({ signal }) =>
      (await request<{ segments: Segment[] }>(path("projects", project, "segments"), { signal })).segments,
  });

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
  action?: string | undefined;
  /** The id of who made the change. */
  actor?: string | undefined;
  /** Milliseconds since 1970: from the first on, and before the second. */
  from?: string | undefined;
  to?: string | undefined;
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
      for (const [name, value] of Object.entries(filter)) if (value) search.set(name, value);
      if (pageParam) search.set("before", String(pageParam));
      return request<ChangePage>(`${path("projects", project, "changes")}?${search}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
