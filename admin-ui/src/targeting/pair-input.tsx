import { NumberInput } from "@mantine/core";
import type { InputProps, ListProps } from "./input-props.ts";
import classes from "./targeting.module.css";

/** Both ends are included. */
export function PairInput({ label, error, values, onChange }: InputProps & ListProps) {
  const [low = "", high = ""] = values as (number | string)[];
  const set = (next: (number | string)[]) => onChange(next.every((one) => one === "") ? [] : next);
  return (
    <div className={classes.pair}>
      <NumberInput
        aria-label={`${label}: from`}
        placeholder="from"
        value={low}
        onChange={(next) => set([next, high])}
        error={error}
      />
      <span>and</span>
      <NumberInput
        aria-label={`${label}: to`}
        placeholder="to"
        value={high}
        onChange={(next) => set([low, next])}
        error={Boolean(error)}
      />
    </div>
  );
}
