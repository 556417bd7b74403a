import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { rolloutQuery } from "../api/rollouts.ts";
import type { Place } from "../api/writes.ts";
import { PlanOutline } from "./plan-outline.tsx";
import { standingWords } from "./words.ts";

/** The guarded rollout that a change request is about: what its approval is of. */
export function ProposedRollout({ place, id }: { place: Place; id: string }) {
  const { data: rollout } = useQuery(rolloutQuery(place, id));
  if (!rollout) return null;
  const { plan, progress, status, live } = rollout;
  return (
    <>
      <p>
        {standingWords(rollout)}.{live ? ` ${live.words}` : ""}{" "}
        <Link
          to="/projects/$project/flags/$flag"
          params={{ project: place.project, flag: place.flag }}
          search={{ environment: place.environment, view: "ramp" }}
        >
          {status === "draft" ? "How long its traffic needs to find harm" : "How each guard sees it"}
        </Link>
      </p>
      <PlanOutline plan={plan} {...(status === "draft" ? {} : { at: progress.stage })} />
    </>
  );
}
