import { ActionIcon, Button, Stack, Text, TextInput } from "@mantine/core";
import type { FlagType } from "@switchyard/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { ValueInput } from "./value-input.tsx";
import { draftProblem, type VariantDraft } from "./variant-drafts.ts";
import classes from "./variants.module.css";

interface VariantsEditorProps {
  type: FlagType;
  variants: readonly VariantDraft[];
  onChange: (variants: VariantDraft[]) => void;
  /** Keys that code and rules may name already; they can't be changed. */
  fixed?: ReadonlySet<string>;
}

const MOST = 50;

/** The answers that a flag can give: 2 to 50. */
export function VariantsEditor({ type, variants, onChange, fixed }: VariantsEditorProps) {
  const set = (index: number, change: Partial<VariantDraft>) =>
    onChange(variants.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <Stack gap="xs">
      <ol className={classes.variants} aria-label="Variants">
        {variants.map((variant, index) => {
          const problem = draftProblem(type, variants, index);
          const number = index + 1;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the key is what is being typed
            <li key={index} className={classes.variant}>
              <TextInput
                label="Key"
                aria-label={`Key of variant ${number}`}
                required
                readOnly={fixed?.has(variant.key) === true}
                spellCheck={false}
                autoCapitalize="none"
                maxLength={100}
                value={variant.key}
                onChange={({ currentTarget: { value } }) => set(index, { key: value })}
                error={variant.key === "" ? undefined : problem.key}
                styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              />
              <TextInput
                label="Name"
                aria-label={`Name of variant ${number}`}
                maxLength={100}
                dir="auto"
                value={variant.name}
                onChange={({ currentTarget: { value } }) => set(index, { name: value })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                className={classes.remove}
                aria-label={`Remove variant ${variant.key || number}`}
                disabled={variants.length <= 2}
                onClick={() => onChange(variants.filter((_, at) => at !== index))}
              >
                <IconX size={18} />
              </ActionIcon>
              <div className={classes.value}>
                <ValueInput
                  type={type}
                  label={`Value of variant ${number}`}
                  text={variant.text}
                  onChange={(text) => set(index, { text })}
                  error={problem.text}
                />
              </div>
            </li>
          );
        })}
      </ol>
      {variants.length < MOST ? (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...variants, { key: "", name: "", text: type === "object" ? "{}" : "" }])}
          >
            Add variant
          </Button>
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          A flag has at most {MOST} variants.
        </Text>
      )}
    </Stack>
  );
}
