import { Button, PasswordInput, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { passwordProblem } from "../account/password-problem.ts";
import { acceptInvitation, lookAtInvitation } from "../api/people.ts";
import { projectsQuery, sessionQuery } from "../api/queries.ts";
import type { InvitationSeen } from "../api/types.ts";
import { Door } from "../ui/door.tsx";
import { Problem } from "../ui/problem.tsx";
import { exactTime } from "../words/time.ts";

/** What an invitation's link leads to. Its secret is behind the #, which no server and no log ever sees. */
export function Join() {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const { data, error } = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => lookAtInvitation(token),
    enabled: token !== "",
    retry: false,
  });
  if (token === "") {
    return (
      <Door title="The link is not whole">
        Open the whole invitation, up to the last letter. It ends in <code>/join#…</code>
      </Door>
    );
  }
  if (error) {
    return (
      <Door title="This invitation does not work">
        <Stack>
          <Text>{error.message}</Text>
          <Text size="sm" c="dimmed">
            An invitation works once, for some days, and can be withdrawn. Ask whoever sent it for another.
          </Text>
          <Link to="/sign-in">Sign in</Link>
        </Stack>
      </Door>
    );
  }
  if (!data)
    return <Door title="Welcome">{<Skeleton height={160} role="status" aria-label="Looking" aria-busy />}</Door>;
  return <Accept token={token} invitation={data} />;
}

function Accept({ token, invitation }: { token: string; invitation: InvitationSeen }) {
  const { email, invitedBy, expiresAt, hasAccount, setsPassword } = invitation;
  // Who has an account shows by its password that it is theirs, unless the link is for who has lost just that.
  const proves = hasAccount && !setsPassword;
  const router = useRouter();
  const queries = useQueryClient();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", password: "" },
    validate: {
      name: (name) => (hasAccount || name.trim() !== "" ? null : "The history names you by it."),
      password: (password) =>
        proves ? (password === "" ? "Your password is needed." : null) : passwordProblem(password),
    },
  });
  const accepting = useMutation({
    mutationFn: ({ name, password }: { name: string; password: string }) =>
      acceptInvitation({ token, password, ...(hasAccount ? {} : { name: name.trim() }) }),
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      await queries.invalidateQueries(projectsQuery);
      router.history.push("/");
    },
  });
  return (
    <Door
      title="Welcome"
      lead={
        setsPassword
          ? `${invitedBy} lets ${email} choose a new password. Wherever you are signed in with the old one, that ends.`
          : `${invitedBy} invites ${email}. ${hasAccount ? "You have an account here: enter its password." : "Make your account."}`
      }
    >
      <form noValidate onSubmit={form.onSubmit((values) => accepting.mutate(values))}>
        <Stack>
          {accepting.isError ? <Problem title="That did not work" error={accepting.error} /> : null}
          {hasAccount ? null : (
            <TextInput
              label="Your name"
              description="Shown beside every change you make"
              autoComplete="name"
              autoFocus
              key={form.key("name")}
              {...form.getInputProps("name")}
            />
          )}
          <PasswordInput
            label={setsPassword ? "New password" : "Password"}
            {...(proves ? {} : { description: "At least 12 characters; a few words do well" })}
            autoComplete={proves ? "current-password" : "new-password"}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={accepting.isPending}>
            {setsPassword ? "Save and sign in" : hasAccount ? "Sign in and join" : "Make the account"}
          </Button>
          <Text size="sm" c="dimmed">
            The link works until {exactTime(expiresAt)}.
          </Text>
        </Stack>
      </form>
    </Door>
  );
}
