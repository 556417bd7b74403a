import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import type { Role } from "@switchyard/core/governance";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { createToken, revokeToken, rotateToken, tokensQuery } from "../api/people.ts";
import type { NewApiToken } from "../api/types.ts";
import { EXPIRY, ExpirySelect } from "../people/expiry-select.tsx";
import { ROLE_WORDS } from "../people/role-words.ts";
import { TokenPanel } from "../people/token-panel.tsx";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";

/** Tokens by which programs act in the person's name. */
export function Tokens() {
  return (
    <TokenPanel
      title="Your API tokens"
      empty="None. With one, the command line and scripts act in your name."
      query={tokensQuery}
      rotate={rotateToken}
      revoke={revokeToken}
      about={({ atMost }) => (atMost ? `at most ${atMost}` : "all that you may")}
      formTitle="Create an API token of yours"
      form={(onCreated, onClose) => <TokenForm onCreated={onCreated} onClose={onClose} />}
    />
  );
}

function TokenForm({ onCreated, onClose }: { onCreated: (token: NewApiToken) => unknown; onClose: () => void }) {
  const [name, setName] = useState("");
  const [atMost, setAtMost] = useState<Role | "">("");
  const [days, setDays] = useState<number | undefined>(EXPIRY);
  const creating = useMutation({
    mutationFn: () =>
      createToken({
        name: name.trim(),
        ...(atMost ? { atMost } : {}),
        ...(days === undefined ? {} : { expiresInDays: days }),
      }),
    onSuccess: onCreated,
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") creating.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description="What it is for"
          required
          maxLength={200}
          dir="auto"
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <NativeSelect
          label="It may do"
          description={atMost ? ROLE_WORDS[atMost] : "All that you may, wherever you may"}
          value={atMost}
          data={[
            { value: "", label: "all that I may" },
            ...Object.keys(ROLE_WORDS).map((role) => ({ value: role, label: `at most what a ${role} may` })),
          ]}
          onChange={({ currentTarget: { value } }) => setAtMost(value as Role | "")}
        />
        <ExpirySelect days={days} onChange={setDays} />
        {creating.error ? <Problem title="The token was not created" error={creating.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={name.trim() === ""} loading={creating.isPending}>
            Create token
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
