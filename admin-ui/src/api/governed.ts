import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type {
  Applied,
  ApprovedRequest,
  Assessment,
  ChangeRequest,
  ChangeRequestCreate,
  ChangeRequestDetail,
  ChangeRequestPatch,
  Freezes,
  Inbox,
  Occurrence,
  Operation,
  Schedule,
  ScheduleCreate,
  ScheduleDetail,
} from "./types.ts";

const at = (project: string, ...rest: (string | number)[]) => path("projects", project, ...rest.map(String));

/** What the roles and the policies say of a change that is not written yet, were it made without a reason. */
export const assessQuery = (project: string, operations: readonly Operation[]) =>
  queryOptions({
    // Not among what a change makes stale: with the version that was seen, it would only be asked about a conflict then.
    queryKey: ["assess", project, operations],
    queryFn: ({ signal }) =>
      request<Assessment>(at(project, "assess"), { method: "POST", body: { operations }, signal }),
    staleTime: 0,
    gcTime: 0,
    // What is wrong with it is told by the write itself.
    retry: false,
  });

/** Does all of it as one change, or nothing. */
export const applyTogether = (project: string, operations: Operation[], reason: string) =>
  request<Applied>(at(project, "apply"), {
    method: "POST",
    body: { operations, ...(reason.trim() ? { reason: reason.trim() } : {}) },
  });

/** Saves it although the policy holds it: that is for everybody to see, and for somebody else to look at. */
export const pushThrough = (project: string, body: { operations: Operation[]; reason: string }) =>
  request<Applied>(at(project, "apply"), { method: "POST", body, breakGlass: body.reason });

export const openRequest = (project: string, body: ChangeRequestCreate) =>
  request<ChangeRequestDetail>(at(project, "requests"), { method: "POST", body });

export interface RequestFilter {
  state: "open" | "closed";
}

interface RequestPage {
  requests: ChangeRequest[];
  next: number | null;
}

export const requestsQuery = (project: string, { state }: RequestFilter) =>
  infiniteQueryOptions({
    queryKey: ["project", project, "requests", state],
    queryFn: ({ pageParam, signal }) =>
      request<RequestPage>(
        `${at(project, "requests")}?${new URLSearchParams({ view: state, ...(pageParam ? { before: String(pageParam) } : {}) })}`,
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });

export const requestQuery = (project: string, number: number) =>
  queryOptions({
    queryKey: ["project", project, "request", number],
    queryFn: ({ signal }) => request<ChangeRequestDetail>(at(project, "requests", number), { signal }),
  });

/** What was approved before no longer counts, where it is about what is done. */
export const editRequest = (project: string, number: number, patch: ChangeRequestPatch) =>
  request<ChangeRequestDetail>(at(project, "requests", number), { method: "PATCH", body: patch });

export const commentOn = (project: string, number: number, text: string) =>
  request<ChangeRequestDetail>(at(project, "requests", number, "comments"), { method: "POST", body: { text } });

/** @param digest of what was looked at: that is what gets approved */
export const approve = (project: string, number: number, digest: string, text: string) =>
  request<ApprovedRequest>(at(project, "requests", number, "approve"), {
    method: "POST",
    body: { digest, ...(text.trim() ? { text: text.trim() } : {}) },
  });

export const closeRequest = (project: string, number: number, how: "decline" | "withdraw", text: string) =>
  request<ChangeRequestDetail>(at(project, "requests", number, how), {
    method: "POST",
    body: text.trim() ? { text: text.trim() } : {},
  });

export const applyRequest = (project: string, number: number) =>
  request<ChangeRequestDetail>(at(project, "requests", number, "apply"), { method: "POST", body: {} });

/** Once, or again and again. */
export type When = Pick<ScheduleCreate, "at" | "cron" | "timeZone">;

export const scheduleChange = (project: string, body: ScheduleCreate) =>
  request<ScheduleDetail>(at(project, "schedules"), { method: "POST", body });

export const schedulesQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project, "schedules"],
    queryFn: async ({ signal }) =>
      (await request<{ schedules: Schedule[] }>(at(project, "schedules"), { signal })).schedules,
  });

/** One of them, also when it is over. */
export const scheduleQuery = (project: string, number: number) =>
  queryOptions({
    queryKey: ["project", project, "schedules", number],
    queryFn: ({ signal }) => request<ScheduleDetail>(at(project, "schedules", number), { signal }),
  });

export const changeSchedule = (project: string, number: number, how: "pause" | "resume" | "cancel") =>
  request<ScheduleDetail>(at(project, "schedules", number, how), { method: "POST", body: {} });

interface Calendar {
  occurrences: Occurrence[];
}

export const calendarQuery = (project: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["project", project, "calendar", from, to],
    queryFn: ({ signal }) =>
      request<Calendar>(`${at(project, "calendar")}?${new URLSearchParams({ from: String(from), to: String(to) })}`, {
        signal,
      }),
  });

/** When environments are frozen between two moments, milliseconds since 1970. */
export const freezesQuery = (project: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["project", project, "freezes", from, to],
    queryFn: ({ signal }) =>
      request<Freezes>(`${at(project, "freezes")}?${new URLSearchParams({ from: String(from), to: String(to) })}`, {
        signal,
      }),
  });

export const inboxQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project, "inbox"],
    queryFn: ({ signal }) => request<Inbox>(at(project, "inbox"), { signal }),
    // The socket tells what others do. What the clock alone does, such as a freeze that begins, is found by asking.
    refetchInterval: 60_000,
  });

export const sawInbox = (project: string, until: number) =>
  request<Inbox>(at(project, "inbox", "seen"), { method: "POST", body: { at: until } });

export const closeAfterReview = (project: string, review: string, note: string) =>
  request<void>(at(project, "after-reviews", review, "close"), { method: "POST", body: { note } });
