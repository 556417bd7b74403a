import { SwitchyardError } from "../errors.ts";
import type { Rollout } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { actStep } from "./act.ts";
import { type RolloutPlace, requireRollout } from "./find-rollout.ts";

/** What can be proposed or scheduled: whatever lets a rollout reach more people. */
type Raising = { kind: "startRollout" | "resumeRollout" } | { kind: "approveStage"; stage: number };

const ACTS = { startRollout: "start", resumeRollout: "resume", approveStage: "approve" } as const;

/** A rollout's act as one of several operations, on the rollout as it is by then. */
export function rolloutStep(at: RolloutPlace, raising: Raising): Step<Rollout> {
  return async (tx, author) => {
    const { rollout } = await requireRollout(tx, at);
    // Who agreed to one stage did not agree to whichever is next by now.
    if (raising.kind === "approveStage" && rollout.progress.stage + 1 !== raising.stage) {
      throw new SwitchyardError(
        "ROLLOUT_STATE",
        `The rollout ${rollout.plan.name} of ${at.flag} must be at the stage before ${raising.stage}, it is at ${rollout.progress.stage}`,
      );
    }
    return actStep(rollout, ACTS[raising.kind])(tx, author);
  };
}
