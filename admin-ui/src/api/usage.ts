import { queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type { Clients, EventUsage, FlagUsage, UnknownFlag, Usage } from "./types.ts";

// What SDKs tell of themselves. The live socket says when it is worth asking again: see live-provider.tsx.

const at = (project: string, environment: string, ...rest: string[]) =>
  path("projects", project, "environments", environment, ...rest);

/**
 * When flags were evaluated last, and how often in each of the last 24 hours: for lists.
 *
 * @param flags the keys on screen; without, of all flags
 */
export const usageQuery = (project: string, environment: string, flags?: string[]) =>
  queryOptions({
    queryKey: ["usage", project, environment, "flags", flags ?? "all"],
    queryFn: ({ signal }) => {
      const search = flags ? `?${new URLSearchParams({ flags: flags.join(",") })}` : "";
      return request<Usage>(`${at(project, environment, "usage")}${search}`, { signal });
    },
  });

/** @param hours 1 to 720, the running one included */
export const flagUsageQuery = (project: string, environment: string, flag: string, hours = 24) =>
  queryOptions({
    queryKey: ["usage", project, environment, "flag", flag, hours],
    queryFn: ({ signal }) =>
      request<FlagUsage>(`${at(project, environment, "flags", flag, "usage")}?hours=${hours}`, { signal }),
  });

/** Keys that SDKs ask for and that no flag has. */
export const unknownFlagsQuery = (project: string, environment: string) =>
  queryOptions({
    queryKey: ["usage", project, environment, "unknown"],
    queryFn: async ({ signal }) =>
      (await request<{ flags: UnknownFlag[] }>(at(project, environment, "unknown-flags"), { signal })).flags,
  });

/** It is not shown again, as long as SDKs ask for it and for 30 days after. */
export const dismissUnknownFlag = (project: string, environment: string, flag: string) =>
  request<void>(at(project, environment, "unknown-flags", flag), { method: "DELETE" });

/** What applications tracked in the last 24 hours. */
export const eventsQuery = (project: string, environment: string) =>
  queryOptions({
    queryKey: ["usage", project, environment, "events"],
    queryFn: ({ signal }) => request<EventUsage>(`${at(project, environment, "events")}?hours=24`, { signal }),
  });

export interface ClientFilter {
  app?: string;
  /** Only those that lack a version. */
  behind?: boolean;
  offset?: number;
  /** 1 to 500. */
  limit?: number;
}

/** SDK instances that are connected or polled lately. */
export const clientsQuery = (project: string, environment: string, filter: ClientFilter = {}) =>
  queryOptions({
    queryKey: ["clients", project, environment, filter],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(filter)) if (value !== undefined) search.set(name, String(value));
      return request<Clients>(`${at(project, environment, "clients")}?${search}`, { signal });
    },
  });
