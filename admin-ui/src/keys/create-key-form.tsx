import { Button, Radio, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keysQuery } from "../api/queries.ts";
import type { Environment, SdkKey } from "../api/types.ts";
import { createKey } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import type { NewKey } from "./key-once.tsx";
import { originsProblem, parseOrigins } from "./origins.ts";

interface CreateKeyFormProps {
  environment: Environment;
  onCreated: (created: NewKey) => void;
  onClose: () => void;
}

export function CreateKeyForm({ environment, onCreated, onClose }: CreateKeyFormProps) {
  const project = useProject();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { kind: "server" as SdkKey["kind"], name: "", origins: "", signedContext: false },
    validate: {
      name: (name) => (name.trim() === "" ? "A name is needed, such as the application’s." : null),
      origins: (origins, { kind }) => (kind === "client" ? originsProblem(origins) : null),
    },
  });
  const creating = useMutation({
    mutationFn: ({ kind, name, origins, signedContext }: typeof form.values) =>
      createKey(project.key, environment.key, {
        kind,
        name: name.trim(),
        ...(kind === "client" ? { origins: parseOrigins(origins), signedContext } : {}),
      }),
    onSuccess: (created) => {
      onCreated(created);
      return queries.invalidateQueries({ queryKey: keysQuery(project.key, environment.key).queryKey });
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => creating.mutate(values))}>
      <Stack>
        {creating.isError ? <Problem title="The key could not be created" error={creating.error} /> : null}
        <Radio.Group label="For" {...form.getInputProps("kind")}>
          <Stack gap="xs" mt="xs">
            <Radio
              value="server"
              label="A server"
              description="Secret. It gets the whole rules of this environment and evaluates them itself."
            />
            <Radio
              value="client"
              label="A browser"
              description="Public: anyone can read it in the page. It gets answers of flags that browsers may see."
            />
          </Stack>
        </Radio.Group>
        <TextInput
          label="Name"
          description="Which application uses it"
          placeholder="shop backend"
          maxLength={200}
          data-autofocus
          dir="auto"
          {...form.getInputProps("name")}
        />
        {form.values.kind === "client" ? (
          <>
            <Textarea
              label="Allowed origins"
              description="One on each line; leave empty to allow every page"
              placeholder="https://shop.example.com"
              autosize
              minRows={2}
              {...form.getInputProps("origins")}
            />
            <Switch
              label="Signed contexts only"
              description="Then nobody can ask as somebody else: the page’s context counts only as your backend signed it."
              {...form.getInputProps("signedContext", { type: "checkbox" })}
            />
          </>
        ) : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={creating.isPending}>
            Create key
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
