import { Button, NativeSelect, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { FlagType } from "@switchyard/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { flagQuery } from "../api/queries.ts";
import { createFlag } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { areWhole, firstDrafts, toVariants, type VariantDraft } from "../variants/variant-drafts.ts";
import { VariantsEditor } from "../variants/variants-editor.tsx";
import { keyProblem, suggestKey } from "../words/key-suggestion.ts";

const TYPES: { value: FlagType; label: string }[] = [
  { value: "boolean", label: "Boolean: on or off" },
  { value: "string", label: "String: one of several texts" },
  { value: "number", label: "Number: one of several numbers" },
  { value: "object", label: "Object: one of several JSON values" },
];

/** A flag is made disabled in every environment; what it does is decided on its page. */
export function CreateFlagForm({ onClose, stay }: { onClose: () => void; stay: boolean }) {
  const project = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [keyIsTyped, setKeyIsTyped] = useState(false);
  const form = useForm({
    initialValues: { name: "", key: "", description: "", clientSide: false },
    validate: { key: (key) => keyProblem(key) },
  });
  const [type, setType] = useState<FlagType>("boolean");
  const [variants, setVariants] = useState<VariantDraft[]>([]);
  const isWhole = type === "boolean" || areWhole(type, variants);
  const create = useMutation({
    mutationFn: (values: typeof form.values) =>
      createFlag(project.key, {
        key: values.key,
        type,
        ...(type === "boolean" ? {} : { variants: toVariants(type, variants) }),
        clientSide: values.clientSide,
        description: values.description.trim(),
        name: values.name.trim() || values.key,
      }),
    onSuccess: async (flag) => {
      queries.setQueryData(flagQuery(project.key, flag.key).queryKey, flag);
      void queries.invalidateQueries({ queryKey: ["project", project.key, "flags"] });
      if (stay) onClose();
      else await navigate({ to: "/projects/$project/flags/$flag", params: { project: project.key, flag: flag.key } });
    },
  });
  const { key } = form.values;
  const liveProblem = key === "" ? undefined : keyProblem(key);

  return (
    <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <Stack>
        {create.isError ? <Problem title={`The flag ${key} could not be created`} error={create.error} /> : null}
        <TextInput
          label="Name"
          description="For people"
          placeholder="New checkout"
          data-autofocus
          maxLength={200}
          dir="auto"
          {...form.getInputProps("name")}
          onChange={({ currentTarget: { value } }) => {
            form.setFieldValue("name", value);
            if (!keyIsTyped) form.setFieldValue("key", suggestKey(value));
          }}
        />
        <TextInput
          label="Key"
          description="For code; it can’t be changed later"
          placeholder="new-checkout"
          required
          spellCheck={false}
          autoCapitalize="none"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          {...form.getInputProps("key")}
          error={liveProblem ?? form.errors.key}
          onChange={({ currentTarget: { value } }) => {
            setKeyIsTyped(value !== "");
            form.setFieldValue("key", value);
          }}
        />
        <Textarea
          label="Description"
          description="What changes for people when it is on"
          autosize
          minRows={2}
          maxLength={5000}
          dir="auto"
          {...form.getInputProps("description")}
        />
        <NativeSelect
          label="Type"
          description="What code gets; it can’t be changed later"
          data={TYPES}
          value={type}
          onChange={({ currentTarget: { value } }) => {
            setType(value as FlagType);
            setVariants(firstDrafts(value as FlagType));
          }}
        />
        {type === "boolean" ? null : (
          <div>
            <Text size="sm" fw={550}>
              Variants
            </Text>
            <Text size="xs" c="dimmed" mb="xs">
              The answers that it can give. The first is what everyone gets at the beginning, and while it is off
            </Text>
            <VariantsEditor key={type} type={type} variants={variants} onChange={setVariants} />
          </div>
        )}
        <Switch
          label="Browsers may see it"
          description="Browsers then receive this flag’s key and its answer for the person using them, never its rules."
          {...form.getInputProps("clientSide", { type: "checkbox" })}
        />
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={Boolean(liveProblem) || !isWhole}>
            Create flag
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
