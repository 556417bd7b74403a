import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sessionQuery, signInWaysQuery } from "../api/queries.ts";
import { signIn } from "../api/writes.ts";
import { Problem } from "../ui/problem.tsx";

interface SignInFormProps {
  /** Where to go on after the sign-in at a provider; the beginning without it. */
  to: string | undefined;
  /** Who is probably signing in. */
  email?: string;
  /** Why the last attempt at a provider failed. */
  problem?: Error | undefined;
  /** The provider's page opens beside this one, which is still needed. */
  beside?: boolean;
  onSignedIn?: () => void;
}

/** With a password, or at the provider where there is one. */
export function SignInForm({ to, email = "", problem, beside = false, onSignedIn }: SignInFormProps) {
  const queries = useQueryClient();
  const { data: ways } = useQuery(signInWaysQuery);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email, password: "" },
    validate: {
      email: (address) => (address.trim() === "" ? "Your e-mail address is needed." : null),
      password: (password) => (password === "" ? "Your password is needed." : null),
    },
  });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      onSignedIn?.();
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => enter.mutate({ ...values, email: values.email.trim() }))}>
      <Stack>
        {problem && !enter.isError ? <Problem title="You could not be signed in" error={problem} /> : null}
        {ways?.oidc ? (
          <>
            <Button
              component="a"
              variant="default"
              href={`${ways.oidc.path}${to ? `?${new URLSearchParams({ to })}` : ""}`}
              {...(beside ? { target: "_blank" } : {})}
            >
              Sign in with {ways.oidc.name}
              {beside ? " in another tab" : ""}
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
          autoFocus={email === ""}
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          autoFocus={email !== ""}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" loading={enter.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
