import { Button, NumberInput, Slider, Text, VisuallyHidden } from "@mantine/core";
import { percent, roundPercentage } from "@switchyard/core/words";
import { useId } from "react";
import classes from "../flag/flag.module.css";

const STOPS = [0, 5, 25, 50, 100];

interface RampProps {
  environment: string;
  value: number;
  /** Who joins and who leaves. */
  hint: string;
  onChange: (value: number) => void;
}

/** For how many: by slider in whole steps, by number to a thousandth, or by one press on a usual stop. */
export function Ramp({ environment, value, hint, onChange }: RampProps) {
  const hintId = useId();
  return (
    <div>
      <Text fw={550} mb="xs">
        Percentage
      </Text>
      <div className={classes.ramp}>
        <Slider
          value={value}
          onChange={onChange}
          step={1}
          label={percent}
          thumbLabel={`Percentage in ${environment}`}
          thumbProps={{ "aria-describedby": hintId }}
          size="lg"
          thumbSize={26}
        />
        <NumberInput
          aria-label={`Exact percentage in ${environment}`}
          aria-describedby={hintId}
          value={value}
          onChange={(next) => {
            if (typeof next === "number") onChange(roundPercentage(next));
          }}
          min={0}
          max={100}
          step={1}
          decimalScale={3}
          clampBehavior="strict"
          suffix=" %"
        />
      </div>
      <fieldset className={classes.stops} style={{ marginTop: "1rem" }}>
        <VisuallyHidden component="legend">Usual percentages</VisuallyHidden>
        {STOPS.map((stop) => (
          <Button
            key={stop}
            size="xs"
            variant={stop === value ? "light" : "default"}
            aria-pressed={stop === value}
            onClick={() => onChange(stop)}
          >
            {percent(stop)}
          </Button>
        ))}
      </fieldset>
      <Text id={hintId} size="sm" c="dimmed" mt="sm">
        {hint}
      </Text>
    </div>
  );
}
