import { queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type { Policy } from "./types.ts";

const at = (project: string, environment: string) => path("projects", project, "environments", environment, "policy");

/** What raising changes of an environment must pass. */
export const policyQuery = (project: string, environment: string) =>
  queryOptions({
    queryKey: ["project", project, "policy", environment],
    queryFn: ({ signal }) => request<Policy>(at(project, environment), { signal }),
  });

/** What people decide about a policy. */
export type PolicyDraft = Pick<Policy, "requireReason" | "approvals" | "breakGlass" | "freezes">;

export const savePolicy = (project: string, environment: string, draft: PolicyDraft, reason: string) =>
  request<Policy>(at(project, environment), {
    method: "PUT",
    body: { ...draft, ...(reason.trim() ? { reason: reason.trim() } : {}) },
  });
