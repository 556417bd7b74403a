import { Button, Checkbox, CloseButton, NumberInput } from "@mantine/core";
import { percent } from "@switchyard/core/words";
import type { RolloutDraft } from "../api/types.ts";
import classes from "./stages-editor.module.css";

type Stages = NonNullable<RolloutDraft["stages"]>;

const MINUTE = 60_000;
const MOST = 20;

/** A row for each stage. */
export function StagesEditor({ stages, onChange }: { stages: Stages; onChange: (stages: Stages) => void }) {
  const edit = (at: number, change: Partial<Stages[number]>) =>
    onChange(stages.map((stage, place) => (place === at ? { ...stage, ...change } : stage)));
  const last = stages.at(-1);
  return (
    <div>
      <ol className={classes.stages}>
        {stages.map(({ percentage, holdMs, minTreated, approval }, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: stages are told apart by their place
            key={at}
          >
            <NumberInput
              label="Percentage"
              aria-label={`Percentage of stage ${at + 1}`}
              suffix=" %"
              min={0.001}
              max={100}
              decimalScale={3}
              value={percentage}
              onChange={(next) => typeof next === "number" && edit(at, { percentage: next })}
            />
            <NumberInput
              label="Minutes, at least"
              aria-label={`Minutes of stage ${at + 1}`}
              min={0}
              max={43_200}
              decimalScale={2}
              value={holdMs / MINUTE}
              onChange={(next) => typeof next === "number" && edit(at, { holdMs: Math.round(next * MINUTE) })}
            />
            <NumberInput
              label="Treated requests, at least"
              aria-label={`Treated requests of stage ${at + 1}`}
              min={0}
              max={1_000_000_000}
              allowDecimal={false}
              thousandSeparator=","
              value={minTreated}
              onChange={(next) => typeof next === "number" && edit(at, { minTreated: next })}
            />
            {at < stages.length - 1 ? (
              <Checkbox
                label="Somebody agrees before it goes on"
                aria-label={`Somebody agrees before it goes on from ${percent(percentage)}`}
                checked={approval === true}
                onChange={({ currentTarget: { checked } }) => edit(at, { approval: checked || undefined })}
              />
            ) : (
              <span />
            )}
            <CloseButton
              aria-label={`Remove stage ${at + 1}`}
              disabled={stages.length === 1}
              onClick={() => onChange(stages.filter((_, place) => place !== at))}
            />
          </li>
        ))}
      </ol>
      <Button
        variant="subtle"
        size="xs"
        mt="xs"
        disabled={stages.length >= MOST}
        onClick={() => onChange([...stages, { percentage: 100, holdMs: last?.holdMs ?? 0, minTreated: 0 }])}
      >
        Add a stage
      </Button>
    </div>
  );
}
