import { queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type { Rollout, RolloutDraft, RolloutPoints, RolloutPreview, RolloutStanding } from "./types.ts";
import type { Place } from "./writes.ts";

/** What a person can do with a rollout. */
export type RolloutAct = "start" | "pause" | "resume" | "stepBack" | "rollBack" | "stop" | "approve" | "discard";

const PATHS: Record<RolloutAct, string> = {
  start: "start",
  pause: "pause",
  resume: "resume",
  stepBack: "step-back",
  rollBack: "roll-back",
  stop: "stop",
  approve: "approve",
  discard: "discard",
};

/** While one runs, should the live socket say nothing. */
const EVERY_MS = 4_000;

const ofFlag = ({ project, environment, flag }: Place, ...rest: string[]) =>
  path("projects", project, "environments", environment, "flags", flag, "rollouts", ...rest);

const keyOf = ({ project, environment, flag }: Place) => ["rollouts", project, environment, flag];

export const isOpen = ({ status }: Pick<Rollout, "status">) => status === "running" || status === "paused";

/** Of one flag in one environment, newest first. */
export const rolloutsQuery = (place: Place) =>
  queryOptions({
    queryKey: [...keyOf(place), "list"],
    queryFn: async ({ signal }) => (await request<{ rollouts: Rollout[] }>(ofFlag(place), { signal })).rollouts,
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? EVERY_MS : false),
  });

/** Of all flags in one environment, newest first. */
export const environmentRolloutsQuery = (project: string, environment: string) =>
  queryOptions({
    queryKey: ["rollouts", project, environment, "all"],
    queryFn: async ({ signal }) => {
      const all = path("projects", project, "environments", environment, "rollouts");
      return (await request<{ rollouts: Rollout[] }>(all, { signal })).rollouts;
    },
  });

/** Those that run in one environment. */
export const runningQuery = (project: string, environment: string) =>
  queryOptions({
    ...environmentRolloutsQuery(project, environment),
    select: (rollouts: Rollout[]) => rollouts.filter(isOpen),
  });

export const rolloutQuery = (place: Place, id: string) =>
  queryOptions({
    queryKey: [...keyOf(place), id],
    queryFn: ({ signal }) => request<RolloutStanding>(ofFlag(place, id), { signal }),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? EVERY_MS : false),
  });

/** What the charts show. @param isLive it grows */
export const pointsQuery = (place: Place, id: string, isLive: boolean) =>
  queryOptions({
    queryKey: [...keyOf(place), id, "points"],
    queryFn: ({ signal }) => request<RolloutPoints>(ofFlag(place, id, "points"), { signal }),
    refetchInterval: isLive ? EVERY_MS : false,
  });

/**
 * How long this flag's traffic needs to find a harm, stage by stage.
 *
 * @param perSecond requests a second; without, evaluations of the last day
 */
export const previewQuery = (place: Place, id: string, perSecond?: number) =>
  queryOptions({
    queryKey: [...keyOf(place), id, "preview", perSecond ?? null],
    queryFn: ({ signal }) =>
      request<RolloutPreview>(
        `${ofFlag(place, id, "preview")}${perSecond === undefined ? "" : `?perSecond=${perSecond}`}`,
        { signal },
      ),
  });

export const createRollout = (place: Place, draft: RolloutDraft, reason: string) =>
  request<Rollout & { alertPaths: Record<string, string> }>(ofFlag(place), {
    method: "POST",
    body: { ...draft, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) },
  });

export const actOnRollout = (place: Place, id: string, act: RolloutAct, reason: string) =>
  request<Rollout>(ofFlag(place, id, PATHS[act]), {
    method: "POST",
    body: reason.trim() === "" ? {} : { reason: reason.trim() },
  });
