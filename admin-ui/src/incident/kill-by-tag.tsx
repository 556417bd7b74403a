import { IconTag } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Environment } from "../api/types.ts";
import { MayButton } from "../ui/may-button.tsx";

const load = async () => ({ default: (await import("./kill-by-tag-dialog.tsx")).KillByTagDialog });
const KillByTagDialog = lazy(load);

/** Kills all flags of one tag at once. */
export function KillByTag({ environment }: { environment: Environment }) {
  const [opened, setOpened] = useState(false);
  // Not part of the first load, but here before anybody can press.
  useEffect(() => void load(), []);
  return (
    <>
      <MayButton
        needs="responder"
        environment={environment.key}
        color="kill"
        variant="outline"
        leftSection={<IconTag size={18} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        Kill by tag
      </MayButton>
      <Suspense>
        {opened ? <KillByTagDialog environment={environment} onClose={() => setOpened(false)} /> : null}
      </Suspense>
    </>
  );
}
