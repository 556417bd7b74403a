import { Button, Radio, Stack, TextInput } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { TriggerCreate } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { PercentageField } from "../ui/percentage-field.tsx";
import { Problem } from "../ui/problem.tsx";

interface TriggerFormProps {
  flag: string;
  creating: UseMutationResult<unknown, Error, TriggerCreate>;
  onClose: () => void;
}

export function TriggerForm({ flag, creating, onClose }: TriggerFormProps) {
  const [name, setName] = useState("");
  const [does, setDoes] = useState("kill");
  const [percentage, setPercentage] = useState<number | string>(5);
  const stepsBack = does === "step";
  const whole = name.trim() !== "" && (!stepsBack || (typeof percentage === "number" && percentage >= 0));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) creating.mutate({ name: name.trim(), ...(stepsBack ? { percentage: Number(percentage) } : {}) });
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description="Such as the alert’s; the history names it"
          required
          maxLength={200}
          dir="auto"
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Radio.Group label="While the alert fires" value={does} onChange={setDoes}>
          <Stack gap="xs" mt="xs">
            <Radio
              value="kill"
              label={`Kill ${flag}`}
              description="Everyone gets its safe variant until it is restored"
            />
            <Radio
              value="step"
              label="Step back"
              description="To a percentage; if it is lower already, nothing happens"
            />
          </Stack>
        </Radio.Group>
        {stepsBack ? <PercentageField value={percentage} onChange={setPercentage} /> : null}
        {creating.error ? <Problem title="The trigger was not created" error={creating.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!whole} loading={creating.isPending}>
            Create trigger
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
