import { Radio, Stack, TextInput } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";

interface LifetimeProps {
  kind: GetInputPropsReturnType;
  expectedRemoval: GetInputPropsReturnType;
}

/** Most flags are there to be removed one day; the date is for people, nothing happens on it by itself. */
export function Lifetime({ kind, expectedRemoval }: LifetimeProps) {
  return (
    <Stack gap="xs">
      <Radio.Group label="Lifetime" {...kind}>
        <Stack gap="xs" mt="xs">
          <Radio value="permanent" label="Permanent" description="A switch that stays, such as one for operations" />
          <Radio value="temporary" label="Temporary" description="To be removed from the code once it is decided" />
        </Stack>
      </Radio.Group>
      {kind.value === "temporary" ? (
        <TextInput
          type="date"
          label="Expected removal"
          description="Optional. Nothing happens on that day by itself"
          max="9999-12-31"
          w="min(22rem, 100%)"
          {...expectedRemoval}
        />
      ) : null}
    </Stack>
  );
}
