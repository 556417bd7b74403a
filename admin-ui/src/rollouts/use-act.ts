import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refreshFlag } from "../api/refresh.ts";
import { actOnRollout, type RolloutAct } from "../api/rollouts.ts";
import type { Rollout } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { say } from "../ui/say.ts";
import { actWords } from "./words.ts";

interface Act {
  place: Place;
  rollout: Rollout;
  act: RolloutAct;
  reason: string;
  onDone: () => void;
}

/** Does it, says so, and shows what is there then, whether it was done or not. */
export function useAct({ place, rollout, act, reason, onDone }: Act) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => actOnRollout(place, rollout.id, act, reason),
    onSuccess: () => {
      say({ title: actWords(act, rollout).done, message: `${place.flag} in ${place.environment}` });
      onDone();
    },
    onSettled: () =>
      Promise.all([refreshFlag(queries, place), queries.invalidateQueries({ queryKey: ["rollouts", place.project] })]),
  });
}
