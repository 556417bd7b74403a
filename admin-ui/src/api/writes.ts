import { path, request } from "./client.ts";
import type {
  Configuration,
  ConfigurationInput,
  Environment,
  Flag,
  FlagCreate,
  FlagPatch,
  KilledByTag,
  Project,
  SavedView,
  SdkKey,
  Segment,
  SegmentInput,
  User,
} from "./types.ts";

/** Where a flag's configuration is. */
export interface Place {
  project: string;
  environment: string;
  flag: string;
}

const configuration = ({ project, environment, flag }: Place) =>
  path("projects", project, "environments", environment, "flags", flag);

const withReason = (reason: string): { reason?: string } => (reason.trim() === "" ? {} : { reason: reason.trim() });

/** For requests without a body. */
const asked = (reason: string) => (reason.trim() === "" ? "" : `?${new URLSearchParams(withReason(reason))}`);

export const signIn = (body: { email: string; password: string }) =>
  request<{ user: User }>("/session", { method: "POST", body });

export const signOut = () => request<void>("/session", { method: "DELETE" });

export const setUp = (body: { token: string; name: string; email: string; password: string }) =>
  request<{ user: User }>("/setup", { method: "POST", body });

export const createFlag = (project: string, body: FlagCreate) =>
  request<Flag>(path("projects", project, "flags"), { method: "POST", body });

/** @param seen the revision that was seen: refused when somebody edited the flag since */
export const updateFlag = (project: string, flag: string, patch: FlagPatch, reason: string, seen?: string) =>
  request<Flag>(path("projects", project, "flags", flag), {
    method: "PATCH",
    ...(seen === undefined ? {} : { seen }),
    body: { ...patch, ...withReason(reason) },
  });

export const archiveFlag = (project: string, flag: string, reason = "") =>
  request<void>(path("projects", project, "flags", flag) + asked(reason), { method: "DELETE" });

export const unarchiveFlag = (project: string, flag: string, reason = "") =>
  request<Flag>(path("projects", project, "flags", flag), {
    method: "PATCH",
    body: { archived: false, ...withReason(reason) },
  });

/** Writes the whole configuration, if it is still at the version that was `seen`. */
export const saveConfiguration = (place: Place, seen: number, body: ConfigurationInput) =>
  request<Configuration>(configuration(place), { method: "PUT", body, seen });

export const kill = (place: Place, reason: string) =>
  request<Configuration>(`${configuration(place)}/kill`, { method: "POST", body: withReason(reason) });

/** All flags with a tag, in one go. */
export const killByTag = (project: string, environment: string, tag: string, reason: string) =>
  request<KilledByTag>(path("projects", project, "environments", environment, "kill"), {
    method: "POST",
    body: { tag, ...withReason(reason) },
  });

export const restore = (place: Place, reason: string) =>
  request<Configuration>(`${configuration(place)}/restore`, { method: "POST", body: withReason(reason) });

export interface KeyCreate {
  kind: SdkKey["kind"];
  name: string;
  origins?: string[];
  signedContext?: boolean;
}

/** The secret is in this answer only. */
export const createKey = (project: string, environment: string, body: KeyCreate) =>
  request<SdkKey & { key: string }>(path("projects", project, "environments", environment, "keys"), {
    method: "POST",
    body,
  });

export const revokeKey = (project: string, environment: string, id: string, reason: string) =>
  request<void>(path("projects", project, "environments", environment, "keys", id) + asked(reason), {
    method: "DELETE",
  });

const views = (project: string) => path("projects", project, "views");

export const saveView = async (project: string, { name, search }: SavedView) =>
  (
    await request<{ views: SavedView[] }>(`${views(project)}/${encodeURIComponent(name)}`, {
      method: "PUT",
      body: { search },
    })
  ).views;

export const deleteView = async (project: string, name: string) =>
  (await request<{ views: SavedView[] }>(`${views(project)}/${encodeURIComponent(name)}`, { method: "DELETE" })).views;

export const createProject = (body: { key: string; name: string }) =>
  request<Project>("/projects", { method: "POST", body });

export const renameProject = (project: string, name: string, reason: string) =>
  request<Project>(path("projects", project), { method: "PATCH", body: { name, ...withReason(reason) } });

export const createEnvironment = (project: string, body: { key: string; name: string; protected: boolean }) =>
  request<Environment>(path("projects", project, "environments"), { method: "POST", body });

export const updateEnvironment = (
  project: string,
  environment: string,
  patch: { name?: string; protected?: boolean },
  reason: string,
) =>
  request<Environment>(path("projects", project, "environments", environment), {
    method: "PATCH",
    body: { ...patch, ...withReason(reason) },
  });

export const saveSegment = (project: string, segment: string, body: SegmentInput, reason = "") =>
  request<Segment>(path("projects", project, "segments", segment), {
    method: "PUT",
    body: { ...body, ...withReason(reason) },
  });

export const deleteSegment = (project: string, segment: string, reason: string) =>
  request<void>(path("projects", project, "segments", segment) + asked(reason), { method: "DELETE" });

/** Brings back what was before a change. */
export const revertChange = (project: string, change: number, reason: string) =>
  request<{ reverted: number }>(path("projects", project, "changes", String(change), "revert"), {
    method: "POST",
    body: withReason(reason),
  });
