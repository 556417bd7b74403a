import { Switch, Text } from "@mantine/core";
import { rampHint, rampPercentage, variantWords } from "@switchyard/core/words";
import type { Configuration, Flag } from "../api/types.ts";
import type { Edit } from "./draft.ts";
import classes from "./flag.module.css";
import { Ramp } from "./ramp.tsx";

interface ControlsProps {
  flag: Flag;
  saved: Configuration;
  edited: Configuration;
  onEdit: (edit: Edit) => void;
}

/** On or off, and for how many. Both only change the draft: nothing takes effect before the review. */
export function Controls({ flag, saved, edited, onEdit }: ControlsProps) {
  const percentage = rampPercentage(flag, edited);
  const off = variantWords(flag, edited.offVariant);
  return (
    <div className={classes.controls}>
      <Switch
        size="lg"
        label={`On in ${edited.environment}`}
        description={`Switched off, ${off === "off" ? "nobody gets it" : `everyone gets ${off}`}, whatever the percentage.`}
        checked={edited.enabled}
        onChange={({ currentTarget: { checked } }) => onEdit({ enabled: checked })}
      />
      {percentage === undefined ? (
        <Text size="sm" c="dimmed">
          Whoever no rule names gets {off}. There are several other variants, so there is no one ramp to move.
        </Text>
      ) : (
        <Ramp
          environment={edited.environment}
          value={percentage}
          hint={rampHint(flag, saved, edited)}
          onChange={(next) => onEdit({ percentage: next })}
        />
      )}
    </div>
  );
}
