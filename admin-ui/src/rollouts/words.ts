import { percent, span } from "@switchyard/core/words";
import type { RolloutAct } from "../api/rollouts.ts";
import type { Rollout } from "../api/types.ts";

type Shown = Pick<Rollout, "status" | "plan" | "progress">;

/** How far a rollout is, as a headline. */
export function standingWords({ status, plan, progress }: Shown): string {
  const share = percent(progress.percentage);
  const stage = `stage ${progress.stage + 1} of ${plan.stages.length}`;
  switch (status) {
    case "draft":
      return "Planned, not started";
    case "running":
      return `At ${share}, ${stage}`;
    case "paused":
      return `Paused at ${share}, ${stage}`;
    case "rolledBack":
      return `Rolled back from ${share}`;
    case "stopped":
      return `Ended at ${share}`;
    case "finished":
      return `Finished at ${share}`;
    case "killed":
      return `Ended at ${share}: the flag was killed`;
  }
}

export interface ActWords {
  button: string;
  title: string;
  /** What happens, and to whom. */
  effect: string;
  done: string;
}

/** What an act is called, and what it does to people. */
export function actWords(act: RolloutAct, { plan, progress }: Shown): ActWords {
  const { flag, stages } = plan;
  const share = (stage: number) => percent(stages[stage]?.percentage ?? 0);
  const [before, now, next] = [progress.stage - 1, progress.stage, progress.stage + 1].map(share);
  switch (act) {
    case "start":
      return {
        button: "Start",
        title: `Start the guarded rollout of ${flag}?`,
        effect: `${share(0)} get it at once; the rest of the way is the plan's.`,
        done: "Started",
      };
    case "pause":
      return {
        button: "Pause",
        title: `Pause the rollout of ${flag}?`,
        effect: `${now} keep it. The guards go on watching, and still roll back when harm is proven; it climbs no further until it is resumed.`,
        done: "Paused",
      };
    case "resume":
      return {
        button: "Resume",
        title: `Resume the rollout of ${flag}?`,
        effect: `It stays at ${now} and climbs on when its stage is over.`,
        done: "Resumed",
      };
    case "stepBack":
      return {
        button: `Step back to ${before}`,
        title: `Step back to ${before}?`,
        effect: `Who was in at ${before} stays in; the others lose it. The stage begins anew, with what is known so far.`,
        done: `Back at ${before}`,
      };
    case "rollBack":
      return {
        button: "Roll back",
        title: `Roll ${flag} back?`,
        effect: "Nobody gets it any more, and the rollout is over. A new one begins with the same people.",
        done: "Rolled back",
      };
    case "stop":
      return {
        button: `End, and keep ${now}`,
        title: `End the rollout and keep ${now}?`,
        effect: `${now} keep it, and nothing watches over them any more.`,
        done: "Ended",
      };
    case "approve":
      return {
        button: `Let it go on to ${next}`,
        title: `Let it go on to ${next}?`,
        effect: `It climbs to ${next} as soon as its guards agree.`,
        done: `May go on to ${next}`,
      };
    case "discard":
      return {
        button: "Drop this plan",
        title: "Drop this plan?",
        effect: "It was never started: nobody notices.",
        done: "Dropped",
      };
  }
}

/** What lets a rollout reach more people. */
export type Raising = "start" | "resume" | "approve";

/** What a change request of it is called. */
export function proposalTitle(act: Raising, { plan, progress }: Shown, environment: string): string {
  const share = percent(plan.stages[act === "approve" ? progress.stage + 1 : progress.stage]?.percentage ?? 0);
  const what = { start: "Start", resume: "Resume", approve: "Go on with" }[act];
  return `${what} the guarded rollout of ${plan.flag} at ${share} in ${environment}`;
}

/** "in 4 minutes", "now"; what holds it says the rest. */
export const untilWords = (at: number, now: number) => (at - now < 2_000 ? "now" : `in ${span(at - now)}`);

/** How bad it looks: evidence is worth a look from 5 on, and decides at `proof`. */
export function toneOf(evidence: number, proof: number): "good" | "doubt" | "harm" {
  if (evidence >= proof) return "harm";
  return evidence >= 5 ? "doubt" : "good";
}

/** How far evidence is on its way to proof, in percent of a log scale that begins at 1. */
export const heightOf = (evidence: number, proof: number) =>
  Math.min(100, (100 * Math.log(Math.max(1, evidence))) / Math.log(proof));

/** "90 seconds", "12 minutes", "never". */
export const findWords = (seconds: number | null) => (seconds === null ? "never" : span(seconds * 1000));
