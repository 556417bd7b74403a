import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { flagQuery } from "../api/queries.ts";
import type { Operation } from "../api/types.ts";
import { beginDraft } from "../flag/use-draft.ts";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { operationWords } from "./operation-words.ts";
import { isEditable, proposedDecisions } from "./proposed-draft.ts";

interface EditOperationsProps {
  /** Of the change request. */
  number: number;
  operations: readonly Operation[];
  /** Some were left out, which is not saved yet: their places are others now. */
  isEdited: boolean;
  onChange: (operations: Operation[]) => void;
}

/** What is proposed: each of it edited in the form of its flag, or left out. */
export function EditOperations({ number, operations, isEdited, onChange }: EditOperationsProps) {
  const project = useProject().key;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const opening = useMutation({
    mutationFn: async (index: number) => {
      const operation = operations[index];
      if (!operation || !isEditable(operation)) return;
      const { flag: key, environment } = operation;
      const flag = await queries.fetchQuery({ ...flagQuery(project, key), staleTime: 0 });
      const current = flag.environments[environment];
      const edited = current && proposedDecisions(operation, flag, current);
      if (!current || !edited) throw new Error(`${key} can’t be edited in ${environment} as things are.`);
      const place = { project, environment, flag: key };
      if (!beginDraft(place, { base: current, edited, proposed: { request: number, operation: index } }))
        throw new Error(`You have edits of ${key} in ${environment} that are not saved: save or discard them first.`);
      await navigate({
        to: "/projects/$project/flags/$flag",
        params: { project, flag: key },
        search: { environment },
      });
    },
  });
  return (
    <section aria-label="What is proposed">
      <Text size="sm" fw={500}>
        What is proposed
      </Text>
      <ul className={rows.rows}>
        {operations.map((operation, index) => {
          const words = operationWords(operation);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be proposed twice; their order is what tells them apart
            <li key={index} style={{ paddingInline: 0 }}>
              <div className={rows.main}>{words}</div>
              <Group gap="xs">
                {isEditable(operation) ? (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`${words}: edit in its form`}
                    disabled={isEdited}
                    loading={opening.isPending && opening.variables === index}
                    onClick={() => opening.mutate(index)}
                  >
                    Edit in its form
                  </Button>
                ) : null}
                {operations.length > 1 ? (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`${words}: leave it out`}
                    onClick={() => onChange(operations.toSpliced(index, 1))}
                  >
                    Leave it out
                  </Button>
                ) : null}
              </Group>
            </li>
          );
        })}
      </ul>
      <Stack gap="xs">
        {isEdited ? (
          <Text size="sm" c="dimmed">
            Save this before you edit what remains.
          </Text>
        ) : null}
        {opening.error ? <Problem title="It can’t be edited now" error={opening.error} /> : null}
      </Stack>
    </section>
  );
}
