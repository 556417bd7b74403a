import { Group, Text } from "@mantine/core";
import { Suspense, useState } from "react";
import type { Flag } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";

const ArchiveReview = lazyPart(() => import("./archive-review.tsx"), "ArchiveReview");

export function ArchivedNotice({ flag }: { flag: Flag }) {
  const [asking, setAsking] = useState(false);
  return (
    <Card tone="warn" aria-label="Archived">
      <Group justify="space-between">
        <Text>This flag is archived: SDKs do not get it, and code gets the default that it names itself.</Text>
        <MayButton needs="editor" variant="default" size="xs" onClick={() => setAsking(true)}>
          Bring {flag.key} back
        </MayButton>
      </Group>
      {asking ? (
        <Suspense>
          <ArchiveReview flag={flag} archived={false} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </Card>
  );
}
