import { IconOctagonMinusFilled, IconRestore } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { Configuration, Flag } from "../api/types.ts";
import { useKill } from "../kill/kill-context.ts";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";

const RestoreSheet = lazyPart(() => import("./restore-sheet.tsx"), "RestoreSheet");

interface KillButtonProps {
  flag: Flag;
  environment: string;
  configuration: Configuration;
}

/** Always in reach; on a phone above the bottom bar, as wide as the screen. */
export function KillButton({ flag, environment, configuration }: KillButtonProps) {
  const kill = useKill();
  const [restoring, setRestoring] = useState(false);
  if (!configuration.killed) {
    return (
      <MayButton
        needs="responder"
        environment={environment}
        color="kill"
        size="md"
        leftSection={<IconOctagonMinusFilled size={20} aria-hidden />}
        onClick={() => kill(flag, environment)}
      >
        Kill in {environment}
      </MayButton>
    );
  }
  return (
    <>
      <MayButton
        needs="editor"
        environment={environment}
        variant="default"
        size="md"
        leftSection={<IconRestore size={20} aria-hidden />}
        onClick={() => setRestoring(true)}
      >
        Restore in {environment}
      </MayButton>
      <Suspense>
        {restoring ? (
          <RestoreSheet flag={flag} configuration={configuration} opened onClose={() => setRestoring(false)} />
        ) : null}
      </Suspense>
    </>
  );
}
