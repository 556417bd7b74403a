import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { sessionQuery, setupQuery, signInWaysQuery } from "../api/queries.ts";
import { signIn } from "../api/writes.ts";
import { Door } from "../ui/door.tsx";
import { Problem } from "../ui/problem.tsx";
import { providerProblem } from "./provider-problem.ts";

const route = getRouteApi("/sign-in");

export function SignIn() {
  const { to, problem } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const { data: setup } = useQuery(setupQuery);
  const { data: ways } = useQuery(signInWaysQuery);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: {
      email: (email) => (email.trim() === "" ? "Your e-mail address is needed." : null),
      password: (password) => (password === "" ? "Your password is needed." : null),
    },
  });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      router.history.push(to ?? "/");
    },
  });

  if (setup?.needed) {
    return (
      <Door title="Nobody is here yet">
        This server has no admin. Open the one-time set-up link that it printed in its terminal when it started; it
        makes the first account.
      </Door>
    );
  }
  return (
    <Door title="Sign in" lead={to ? "You will be taken back to where you were." : undefined}>
      <form noValidate onSubmit={form.onSubmit((values) => enter.mutate({ ...values, email: values.email.trim() }))}>
        <Stack>
          {problem && !enter.isError ? (
            <Problem title="You could not be signed in" error={new Error(providerProblem(problem))} />
          ) : null}
          {ways?.oidc ? (
            <>
              <Button
                component="a"
                variant="default"
                href={`${ways.oidc.path}${to ? `?${new URLSearchParams({ to })}` : ""}`}
              >
                Sign in with {ways.oidc.name}
              </Button>
              <Text size="sm" c="dimmed" ta="center">
                or with a password
              </Text>
            </>
          ) : null}
          {enter.isError ? <Problem title="You could not be signed in" error={enter.error} /> : null}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={enter.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
