import { percent, rampPercentage } from "@switchyard/core/words";
import { IconCircle, IconCircleFilled, IconOctagonMinusFilled } from "@tabler/icons-react";
import type { Configuration, Flag } from "../api/types.ts";
import classes from "./state.module.css";

/** Killed, off, on or on for some: told apart by word and shape, not by colour alone. */
export function State({ flag, configuration }: { flag: Flag; configuration: Configuration | undefined }) {
  if (!configuration || flag.archived) return <span className={classes.off}>–</span>;
  if (configuration.killed) {
    return (
      <span className={`${classes.state} ${classes.killed}`}>
        <IconOctagonMinusFilled size={14} aria-hidden /> Killed
      </span>
    );
  }
  if (!configuration.enabled) {
    return (
      <span className={`${classes.state} ${classes.off}`}>
        <IconCircle size={14} aria-hidden /> Off
      </span>
    );
  }
  return (
    <span className={`${classes.state} ${classes.on}`}>
      <IconCircleFilled size={14} aria-hidden /> {onWords(flag, configuration)}
    </span>
  );
}

function onWords(flag: Flag, configuration: Configuration): string {
  const percentage = rampPercentage(flag, configuration);
  const special = configuration.rules.length > 0 || configuration.targets.some(({ keys }) => keys.length > 0);
  const share = percentage === undefined || percentage === 100 ? "On" : percent(percentage);
  return special ? `${share} + rules` : share;
}
