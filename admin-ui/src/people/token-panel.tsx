import { Button, Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type UseQueryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Confirm } from "../ui/confirm.tsx";
import { Modal } from "../ui/modal.tsx";
import { Panel } from "../ui/panel.tsx";
import rows from "../ui/rows.module.css";
import { ShownOnce } from "../ui/shown-once.tsx";
import { type Facts, TokenFacts, TokenUse } from "./token-facts.tsx";

interface Token extends Facts {
  id: string;
  name: string;
}

/** A token at the only moment at which it can be read. */
type Created<T extends Token> = T & { token: string };

interface TokenPanelProps<T extends Token> {
  title: string;
  empty: string;
  query: UseQueryOptions<T[], Error, T[], string[]>;
  rotate: (id: string) => Promise<Created<T>>;
  revoke: (id: string) => Promise<unknown>;
  /** What it may do, in words. */
  about: (token: T) => ReactNode;
  formTitle: string;
  form: (onCreated: (token: Created<T>) => unknown, onClose: () => void) => ReactNode;
  formSize?: "lg";
  /** The dialog in which its name and what it may do are edited, where that is possible. */
  edit?: (token: T, onClose: () => void) => ReactNode;
}

/** API tokens of one sort: made, shown once, rotated and revoked. */
export function TokenPanel<T extends Token>(props: TokenPanelProps<T>) {
  const { title, about } = props;
  const queries = useQueryClient();
  const query = useQuery(props.query);
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<Created<T>>();
  const [ending, setEnding] = useState<T>();
  const [editing, setEditing] = useState<T>();
  const refresh = () => queries.invalidateQueries({ queryKey: props.query.queryKey });
  const show = (token: Created<T>) => {
    setAdding(false);
    setCreated(token);
    return refresh();
  };
  const rotating = useMutation({ mutationFn: ({ id }: T) => props.rotate(id), onSuccess: show });
  const revoking = useMutation({
    mutationFn: ({ id }: T) => props.revoke(id),
    onSuccess: () => {
      setEnding(undefined);
      return refresh();
    },
  });
  return (
    <>
      <Panel
        title={title}
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
        empty={query.data?.length === 0 ? props.empty : undefined}
      >
        <ul className={rows.rows} aria-label={title}>
          {query.data?.map((token) => (
            <li key={token.id}>
              <div className={rows.main}>
                <strong dir="auto">{token.name}</strong>
                <div className={rows.detail}>{about(token)}</div>
                <TokenFacts token={token} />
              </div>
              <Group gap="xs">
                {props.edit ? (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Edit ${token.name}`}
                    onClick={() => setEditing(token)}
                  >
                    Edit
                  </Button>
                ) : null}
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
      <Modal opened={adding} onClose={() => setAdding(false)} title={props.formTitle} size={props.formSize}>
        {props.form(show, () => setAdding(false))}
      </Modal>
      <Modal
        opened={created !== undefined}
        onClose={() => setCreated(undefined)}
        title={`The token ${created?.name ?? ""}`}
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
      {editing ? props.edit?.(editing, () => setEditing(undefined)) : null}
      {ending ? (
        <Confirm
          title={`Revoke the token ${ending.name}?`}
          confirmLabel="Revoke token"
          doing={revoking}
          errorTitle={`The token ${ending.name} was not revoked`}
          onConfirm={() => revoking.mutate(ending)}
          onClose={() => setEnding(undefined)}
        >
          <Text>Whatever uses it is refused from now on. This can’t be taken back.</Text>
        </Confirm>
      ) : null}
    </>
  );
}
