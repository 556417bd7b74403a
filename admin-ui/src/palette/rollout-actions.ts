import { isAtLeast } from "@switchyard/core/governance";
import {
  IconCheck,
  IconOctagonMinusFilled,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconStairsDown,
} from "@tabler/icons-react";
import type { RolloutAct } from "../api/rollouts.ts";
import type { Environment, Rollout } from "../api/types.ts";
import { actsOf } from "../rollouts/acts.ts";
import { actWords, standingWords } from "../rollouts/words.ts";
import type { Action } from "./actions.ts";
import type { RolloutCommand } from "./rollout-command.ts";

const ICONS: Record<RolloutAct, Action["icon"]> = {
  start: IconPlayerPlay,
  pause: IconPlayerPause,
  resume: IconPlayerPlay,
  stepBack: IconStairsDown,
  rollBack: IconOctagonMinusFilled,
  stop: IconPlayerStop,
  approve: IconCheck,
  discard: IconPlayerStop,
};

const MOST = 12;

/** What a command can mean for the rollouts that are planned or under way: only what can be done with each now, by whoever may. */
export function rolloutActions(
  { act, words, environment }: RolloutCommand,
  rollouts: readonly Rollout[],
  environments: readonly Environment[],
  run: (rollout: Rollout, act: RolloutAct) => void,
): Action[] {
  const isRaising = act === "start" || act === "resume" || act === "approve";
  const where = (environment ? [environment] : environments)
    .filter(({ role }) => isAtLeast(role, isRaising ? "editor" : "responder"))
    .map(({ key }) => key);
  return where
    .flatMap((key) => rollouts.filter((rollout) => rollout.environment === key))
    .filter((rollout) => actsOf(rollout).includes(act))
    .filter(({ plan: { flag } }) => words.every((word) => flag.toLowerCase().includes(word)))
    .slice(0, MOST)
    .map((rollout) => ({
      id: `${act} ${rollout.id}`,
      label: `${actWords(act, rollout).button}: ${rollout.plan.flag} in ${rollout.environment}`,
      detail: `Guarded rollout ${rollout.plan.name}. ${standingWords(rollout)}`,
      icon: ICONS[act],
      ...(act === "rollBack" ? { danger: true } : {}),
      run: () => run(rollout, act),
    }));
}
