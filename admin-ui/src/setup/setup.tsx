import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { passwordProblem } from "../account/password-problem.ts";
import { sessionQuery, setupQuery } from "../api/queries.ts";
import { setUp } from "../api/writes.ts";
import { Door } from "../ui/door.tsx";
import { Problem } from "../ui/problem.tsx";

const route = getRouteApi("/setup");

export function Setup() {
  const { token } = route.useSearch();
  const { data: setup } = useQuery(setupQuery);
  if (setup && !setup.needed) {
    return (
      <Door
        title="Already set up"
        lead="The first admin exists, so this link has done its work and can’t be used again."
      >
        <Link to="/sign-in">Sign in</Link>
      </Door>
    );
  }
  if (token === undefined) {
    return (
      <Door title="The link is not whole">
        Open the whole set-up link that the server printed in its terminal, up to the last letter. It ends in{" "}
        <code>/setup?token=…</code>
      </Door>
    );
  }
  return <FirstAdmin token={token} />;
}

function FirstAdmin({ token }: { token: string }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "" },
    validate: {
      name: (name) => (name.trim() === "" ? "The history names you by it." : null),
      email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : "An e-mail address such as ana@example.org."),
      password: passwordProblem,
    },
  });
  const create = useMutation({
    mutationFn: setUp,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: setupQuery.queryKey });
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      await navigate({ to: "/" });
    },
  });
  const submit = form.onSubmit(({ name, email, password }) =>
    create.mutate({ token, name: name.trim(), email: email.trim(), password }),
  );
  return (
    <Door
      title="Welcome"
      lead="Make the first account. It may do everything: create flags, ramp and kill them, hand out keys."
    >
      <form noValidate onSubmit={submit}>
        <Stack>
          {create.isError ? <Problem title="The account could not be made" error={create.error} /> : null}
          <TextInput
            label="Your name"
            description="Shown beside every change you make"
            autoComplete="name"
            autoFocus
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            description="At least 12 characters; a few words do well"
            autoComplete="new-password"
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={create.isPending}>
            Create the account
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
