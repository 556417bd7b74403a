import { NativeSelect, Stack, Text } from "@mantine/core";
import type { Problem, Serve } from "@switchyard/core";
import type { FlagShape } from "@switchyard/core/words";
import { RolloutEditor } from "./rollout-editor.tsx";
import { toRollout } from "./serves.ts";
import { variantOptions } from "./variant-options.ts";

interface ServeEditorProps {
  /** Whom it is for, such as "rule 2" or "everyone else": for the labels. */
  whom: string;
  flag: FlagShape;
  offVariant: string;
  serve: Serve;
  onChange: (serve: Serve) => void;
  /** Their paths are relative to the serve, such as `rollout.percentage`. */
  problems: readonly Problem[];
  attributes: readonly string[];
}

// No variant's key has a space.
const ROLLOUT = "a rollout";

/** What people get: one variant, or a share of them one of several. */
export function ServeEditor({ whom, flag, offVariant, serve, onChange, problems, attributes }: ServeEditorProps) {
  const isRollout = "rollout" in serve;
  return (
    <Stack gap="sm">
      <NativeSelect
        label={`What ${whom} gets`}
        w="min(24rem, 100%)"
        value={isRollout ? ROLLOUT : serve.variant}
        data={[...variantOptions(flag), { value: ROLLOUT, label: "A percentage or a split" }]}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === ROLLOUT ? { rollout: toRollout(flag, serve, offVariant) } : { variant: value })
        }
      />
      {isRollout ? (
        <RolloutEditor
          whom={whom}
          flag={flag}
          rollout={serve.rollout}
          onChange={(rollout) => onChange({ rollout })}
          attributes={attributes}
        />
      ) : null}
      {problems.map(({ path, message }) => (
        <Text key={path + message} size="sm" c="var(--mantine-color-error)" role="alert">
          {message}
        </Text>
      ))}
    </Stack>
  );
}
