import { Button, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changePassword, sessionsQuery } from "../api/people.ts";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import { say } from "../ui/say.ts";
import { passwordProblem } from "./password-problem.ts";

export function Password() {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { current: "", password: "" },
    validate: {
      current: (current) => (current === "" ? "Your present password is needed." : null),
      password: passwordProblem,
    },
  });
  const changing = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      form.reset();
      say({ title: "Your password is changed", message: "You are signed out everywhere else." });
      return queries.invalidateQueries(sessionsQuery);
    },
  });
  return (
    <Card aria-label="Password">
      <Title order={2} size="h5" mb="xs">
        Password
      </Title>
      <form noValidate onSubmit={form.onSubmit((values) => changing.mutate(values))}>
        <Stack maw="24rem">
          <PasswordInput label="Present password" autoComplete="current-password" {...form.getInputProps("current")} />
          <PasswordInput
            label="New password"
            description="At least 12 characters; a few words do well"
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
          <Text size="sm" c="dimmed">
            Everywhere else you are signed out.
          </Text>
          {changing.error ? <Problem title="Your password is the same as before" error={changing.error} /> : null}
          <div>
            <Button type="submit" variant="default" loading={changing.isPending}>
              Change password
            </Button>
          </div>
        </Stack>
      </form>
    </Card>
  );
}
