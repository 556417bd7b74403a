import { Text } from "@mantine/core";
import { list } from "@switchyard/core/words";
import type { FlagPatch } from "../api/types.ts";
import { EverywhereNote } from "../review/everywhere-note.tsx";
import { Card } from "../ui/card.tsx";
import { patchWords } from "./facts.ts";

/** Whether browsers may see a flag is all of an edit that SDKs notice, and they do so everywhere at once. */
export function EveryEnvironment({ before, after }: { before: boolean; after: boolean }) {
  return (
    <div role="status">
      {before === after ? null : (
        <EverywhereNote>
          {after
            ? "As soon as it is saved, browsers receive the flag’s key and their own answer."
            : "As soon as it is saved, browsers lose the flag: code in them gets the default that it names itself."}
        </EverywhereNote>
      )}
    </div>
  );
}

/** Someone else saved while this was open. The last one to write a field wins, so it is said whose that will be. */
export function EditedMeanwhile({ patch, mine }: { patch: FlagPatch; mine: FlagPatch }) {
  const theirs = patchWords(patch);
  const both = patchWords(mine).filter((words) => theirs.includes(words));
  return (
    <div role="status">
      {theirs.length === 0 ? null : (
        <Card tone="warn">
          <Text fw={600}>Changed while you were editing: {list(theirs, "and")}</Text>
          <Text size="sm">
            {both.length === 0
              ? "That is kept: saving writes only what you changed."
              : `Saving writes only what you changed, so yours replaces theirs here: ${list(both, "and")}.`}
          </Text>
        </Card>
      )}
    </div>
  );
}
