import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createToken, revokeToken, rotateToken, tokensQuery } from "../api/people.ts";
import type { ApiToken, NewApiToken } from "../api/types.ts";
import { EXPIRY, ExpirySelect } from "../people/expiry-select.tsx";
import { ROLE_WORDS } from "../people/role-words.ts";
import { TokenFacts, TokenUse } from "../people/token-facts.tsx";
import { Actions } from "../ui/actions.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Panel } from "../ui/panel.tsx";
import { Problem } from "../ui/problem.tsx";
import type { Role } from "../ui/role.ts";
import rows from "../ui/rows.module.css";
import { ShownOnce } from "../ui/shown-once.tsx";

/** Tokens by which programs act in the person's name. */
export function Tokens() {
  const queries = useQueryClient();
  const query = useQuery(tokensQuery);
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<NewApiToken>();
  const [ending, setEnding] = useState<ApiToken>();
  const show = (token: NewApiToken) => {
    setAdding(false);
    setCreated(token);
    return queries.invalidateQueries(tokensQuery);
  };
  const rotating = useMutation({ mutationFn: ({ id }: ApiToken) => rotateToken(id), onSuccess: show });
  const revoking = useMutation({
    mutationFn: ({ id }: ApiToken) => revokeToken(id),
    onSuccess: () => {
      setEnding(undefined);
      return queries.invalidateQueries(tokensQuery);
    },
  });
  return (
    <>
      <Panel
        title="Your API tokens"
        aside={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            Create token
          </Button>
        }
        query={query}
        empty={query.data?.length === 0 ? "None. With one, the command line and scripts act in your name." : undefined}
      >
        <ul className={rows.rows} aria-label="Your API tokens">
          {query.data?.map((token) => (
            <li key={token.id}>
              <div className={rows.main}>
                <strong dir="auto">{token.name}</strong>
                <div className={rows.detail}>{token.atMost ? `at most ${token.atMost}` : "all that you may"}</div>
                <TokenFacts token={token} />
              </div>
              <Group gap="xs">
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Rotate ${token.name}`}
                  loading={rotating.isPending && rotating.variables?.id === token.id}
                  onClick={() => rotating.mutate(token)}
                >
                  Rotate
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Revoke ${token.name}`}
                  onClick={() => setEnding(token)}
                >
                  Revoke
                </Button>
              </Group>
            </li>
          ))}
        </ul>
      </Panel>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Create an API token of yours">
        <TokenForm onCreated={show} onClose={() => setAdding(false)} />
      </Modal>
      <Modal
        opened={created !== undefined}
        onClose={() => setCreated(undefined)}
        title={`Your token ${created?.name ?? ""}`}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {created ? (
          <ShownOnce what="token" value={created.token} onClose={() => setCreated(undefined)}>
            <TokenUse token={created} />
          </ShownOnce>
        ) : null}
      </Modal>
      {ending ? (
        <Confirm
          title={`Revoke ${ending.name}?`}
          confirmLabel="Revoke token"
          doing={revoking}
          errorTitle={`${ending.name} was not revoked`}
          onConfirm={() => revoking.mutate(ending)}
          onClose={() => setEnding(undefined)}
        >
          <Text>Whatever uses it is refused from now on. This can’t be taken back.</Text>
        </Confirm>
      ) : null}
    </>
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
