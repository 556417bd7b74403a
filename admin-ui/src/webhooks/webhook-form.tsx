import { Button, Checkbox, NativeSelect, NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ACTION_WORDS } from "@switchyard/core/words";
import type { Webhook, WebhookCreate } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments } from "../ui/project.ts";
import { FORMATS } from "./webhook-words.ts";

interface WebhookFormProps {
  /** The one that is edited; its address can't be read, only replaced. */
  webhook?: Webhook;
  saving: { isPending: boolean; error: Error | null };
  /** The address is empty when it is to stay as it is. */
  onSave: (values: WebhookCreate) => void;
  onClose: () => void;
}

const ACTIONS = Object.entries(ACTION_WORDS) as [NonNullable<WebhookCreate["actions"]>[number], string][];

export function WebhookForm({ webhook, saving, onSave, onClose }: WebhookFormProps) {
  const environments = useEnvironments();
  const form = useForm({
    initialValues: {
      name: webhook?.name ?? "",
      url: "",
      format: webhook?.format ?? "json",
      environments: webhook?.environments ?? [],
      actions: webhook?.actions ?? [],
      checkpointHours: webhook?.checkpointHours ?? 0,
    },
    validate: {
      name: (name) => (name.trim() === "" ? "A name is needed, such as the channel’s." : null),
      url: (url) =>
        (webhook && url === "") || URL.canParse(url)
          ? null
          : "An address is needed, such as https://hooks.example.org/…",
    },
  });
  const submit = form.onSubmit(({ name, url, actions, ...rest }) =>
    onSave({ name: name.trim(), ...rest, actions: actions as (typeof ACTIONS)[number][0][], url: url.trim() }),
  );
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <TextInput label="Name" maxLength={200} required dir="auto" data-autofocus {...form.getInputProps("name")} />
        <TextInput
          label="Address"
          description={
            webhook
              ? `Now ${webhook.url}. Leave it empty to keep it`
              : "https, and none of a private network. It may carry a secret: only its beginning is shown later"
          }
          placeholder="https://hooks.example.org/…"
          inputMode="url"
          spellCheck={false}
          required={!webhook}
          maxLength={2000}
          {...form.getInputProps("url")}
        />
        <Radio.Group label="What it takes" {...form.getInputProps("format")}>
          <Stack gap="xs" mt="xs">
            {Object.entries(FORMATS).map(([value, { label, meaning }]) => (
              <Radio key={value} value={value} label={label} description={meaning} />
            ))}
          </Stack>
        </Radio.Group>
        <NativeSelect
          label="Environment"
          value={form.values.environments.length === 1 ? form.values.environments[0] : form.values.environments.join()}
          onChange={({ currentTarget: { value } }) => form.setFieldValue("environments", value ? value.split(",") : [])}
          data={[
            { value: "", label: "All environments" },
            ...environments.map(({ key, name }) => ({ value: key, label: name })),
            ...(form.values.environments.length > 1
              ? [{ value: form.values.environments.join(), label: form.values.environments.join(", ") }]
              : []),
          ]}
        />
        <Disclosure
          show={
            form.values.actions.length === 0
              ? "It is told of everything: choose"
              : `It is told of ${form.values.actions.length}: choose`
          }
          hide="Hide what it is told of"
        >
          <Checkbox.Group label="What it is told of; without a tick, everything" {...form.getInputProps("actions")}>
            <Stack gap={6} mt="xs">
              {ACTIONS.map(([value, label]) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </Stack>
          </Checkbox.Group>
        </Disclosure>
        <NumberInput
          label="Hours between checkpoints"
          description="A checkpoint holds the newest row’s fingerprint: with it a cut tail of the change log is found. 0 sends none"
          min={0}
          max={744}
          w="min(16rem, 100%)"
          {...form.getInputProps("checkpointHours")}
        />
        {saving.error ? <Problem title="The webhook was not saved" error={saving.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {webhook ? "Save" : "Create webhook"}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
