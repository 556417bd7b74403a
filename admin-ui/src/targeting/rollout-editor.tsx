import { ActionIcon, Autocomplete, Button, NativeSelect, NumberInput, Text } from "@mantine/core";
import type { Rollout } from "@switchyard/core";
import { type FlagShape, percent, roundPercentage, variantWords } from "@switchyard/core/words";
import { IconPlus, IconX } from "@tabler/icons-react";
import { shares, unsplit } from "./serves.ts";
import classes from "./targeting.module.css";
import { variantOptions } from "./variant-options.ts";

interface RolloutEditorProps {
  whom: string;
  flag: FlagShape;
  rollout: Rollout;
  onChange: (rollout: Rollout) => void;
  attributes: readonly string[];
}

/** How many are in, how they are split, and what the rest gets: two independent things, so that neither moves the other. */
export function RolloutEditor({ whom, flag, rollout, onChange, attributes }: RolloutEditorProps) {
  const { percentage, variants, otherwise, bucketBy = "" } = rollout;
  const set = (change: Partial<Rollout>) => onChange({ ...rollout, ...change });
  const options = variantOptions(flag);
  const each = shares(rollout);
  const next = unsplit(flag, rollout);
  return (
    <div className={classes.rollout}>
      <NumberInput
        label="Percentage"
        description="Steps of 0.001"
        aria-label={`Percentage of ${whom}`}
        value={percentage}
        onChange={(value) => typeof value === "number" && set({ percentage: roundPercentage(value) })}
        min={0}
        max={100}
        step={1}
        decimalScale={3}
        clampBehavior="strict"
        suffix=" %"
      />
      <ul className={classes.split} aria-label={`Split of ${whom}`}>
        {variants.map(({ variant, weight }, index) => (
          <li key={variant}>
            <NativeSelect
              aria-label={`Variant ${index + 1} of ${whom}`}
              value={variant}
              data={options.filter(
                ({ value }) => value === variant || variants.every((other) => other.variant !== value),
              )}
              onChange={({ currentTarget: { value } }) =>
                set({ variants: variants.with(index, { variant: value, weight }) })
              }
            />
            {variants.length > 1 ? (
              <NumberInput
                aria-label={`Weight of ${variantWords(flag, variant)} for ${whom}`}
                value={weight}
                min={0}
                decimalScale={3}
                onChange={(value) =>
                  typeof value === "number" && set({ variants: variants.with(index, { variant, weight: value }) })
                }
              />
            ) : null}
            <Text size="sm" className={classes.share}>
              {percent(each[index] ?? 0)}
            </Text>
            {variants.length > 1 ? (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Take ${variantWords(flag, variant)} out of the split of ${whom}`}
                onClick={() => set({ variants: variants.toSpliced(index, 1) })}
              >
                <IconX size={18} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      {next !== undefined && flag.variants.length > 2 ? (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set({ variants: [...variants, { variant: next, weight: 1 }] })}
          >
            Add a variant to the split
          </Button>
        </div>
      ) : null}
      {percentage < 100 ? (
        <NativeSelect
          label={`The other ${percent(100 - percentage)} gets`}
          value={otherwise}
          data={options}
          onChange={({ currentTarget: { value } }) => set({ otherwise: value })}
        />
      ) : null}
      <Autocomplete
        label="Chosen by"
        description="People with the same value are in or out together"
        aria-label={`What ${whom} is bucketed by`}
        placeholder="targetingKey"
        data={[...attributes]}
        limit={50}
        maxLength={200}
        spellCheck={false}
        autoCapitalize="none"
        value={bucketBy}
        onChange={(value) => {
          const { bucketBy: _, ...rest } = rollout;
          onChange(value === "" || value === "targetingKey" ? rest : { ...rest, bucketBy: value });
        }}
      />
    </div>
  );
}
