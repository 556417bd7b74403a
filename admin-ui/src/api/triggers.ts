import { queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type { CreatedTrigger, Trigger, TriggerCreate } from "./types.ts";
import type { Place } from "./writes.ts";

const at = ({ project, environment, flag }: Place, ...rest: string[]) =>
  path("projects", project, "environments", environment, "flags", flag, "triggers", ...rest);

export const triggersQuery = (place: Place) =>
  queryOptions({
    queryKey: ["project", place.project, "triggers", place.environment, place.flag],
    queryFn: async ({ signal }) => (await request<{ triggers: Trigger[] }>(at(place), { signal })).triggers,
  });

/** The address, which is its secret, is in this answer only. */
export const createTrigger = (place: Place, body: TriggerCreate) =>
  request<CreatedTrigger>(at(place), { method: "POST", body });

export const deleteTrigger = (place: Place, trigger: string) => request<void>(at(place, trigger), { method: "DELETE" });
