import { Button, Stack, Text } from "@mantine/core";
import { list } from "@switchyard/core/words";
import type { Environment, KilledByTag } from "../api/types.ts";
import { restore } from "../api/writes.ts";
import { Receipt } from "../kill/receipt.tsx";
import { Actions } from "../ui/actions.tsx";
import { useProject } from "../ui/project.ts";
import { counted } from "../words/count.ts";

interface KillByTagDoneProps {
  answer: KilledByTag;
  environment: Environment;
  onClose: () => void;
}

/** The proof for all of them: who confirms the last version has confirmed those before it. The way back comes with Done. */
export function KillByTagDone({ answer, environment, onClose }: KillByTagDoneProps) {
  const project = useProject();
  const { killed, already, version, tag } = answer;
  const last = killed.at(-1);
  return (
    <Stack gap="lg">
      {last ? (
        <Receipt
          place={{ project: project.key, environment: environment.key, flag: last }}
          version={version}
          answer="the off variant"
          large
        />
      ) : (
        <Text>Every flag with the tag {tag} was killed already. Nothing was changed.</Text>
      )}
      {last ? <Text size="sm">Killed: {list(killed, "and")}.</Text> : null}
      {already.length > 0 && last ? (
        <Text size="sm" c="dimmed">
          {counted(already.length, "flag")} had been killed before: {list(already, "and")}.
        </Text>
      ) : null}
      <Actions>
        <Button size="md" data-autofocus onClick={onClose}>
          Done
        </Button>
      </Actions>
    </Stack>
  );
}

export async function restoreAll(project: string, environment: string, flags: readonly string[]): Promise<void> {
  for (const flag of flags) await restore({ project, environment, flag }, "Undo of the kill by tag");
}
