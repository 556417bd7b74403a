import { Text, Title } from "@mantine/core";
import { usersOf } from "@switchyard/core";
import { list } from "@switchyard/core/words";
import { IconArchive } from "@tabler/icons-react";
import { useState } from "react";
import type { Environment, Flag } from "../api/types.ts";
import { useWorld, type World, worldData } from "../targeting/world.ts";
import { Card } from "../ui/card.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { ArchiveReview } from "./archive-review.tsx";

/** Archiving takes the flag away from every SDK, so every environment's present answer is shown first. */
export function ArchiveFlag({ flag }: { flag: Flag }) {
  const project = useProject();
  const environments = useEnvironments();
  const world = useWorld(project.key);
  const uses = world && usedBy(world, environments, flag.key);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Card aria-label="Archive">
        <Title order={2} size="h5" mb="xs">
          Archive
        </Title>
        <Text size="sm" mb="sm">
          {uses === undefined || uses.length === 0
            ? "Once no code asks for it any more: SDKs lose the flag, and its history stays."
            : `It can’t be archived while it is used by ${list(uses, "and")}.`}
        </Text>
        <MayButton
          needs="editor"
          variant="default"
          size="xs"
          leftSection={<IconArchive size={16} aria-hidden />}
          disabled={uses !== undefined && uses.length > 0}
          onClick={() => setAsking(true)}
        >
          Archive flag
        </MayButton>
      </Card>
      {asking ? <ArchiveReview flag={flag} archived onClose={() => setAsking(false)} /> : null}
    </>
  );
}

/** The server refuses to archive what is used; who that is should be known before. */
function usedBy(world: World, environments: readonly Environment[], flag: string): string[] {
  const found = environments.flatMap(({ key: environment }) =>
    usersOf(worldData(world, environment), { flag }).map(({ kind, key }) =>
      kind === "flag" ? `${key} in ${environment}` : `segment ${key}`,
    ),
  );
  return [...new Set(found)];
}
