import { type ReactNode, useCallback, useState } from "react";
import type { Flag } from "../api/types.ts";
import { KillContext } from "./kill-context.ts";
import { KillDialog } from "./kill-dialog.tsx";

/** The dialog lives above all screens: it stays while the page behind it changes. */
export function KillProvider({ project, children }: { project: string; children: ReactNode }) {
  const [target, setTarget] = useState<{ flag: Flag; environment: string }>();
  const open = useCallback((flag: Flag, environment: string) => setTarget({ flag, environment }), []);
  return (
    <KillContext value={open}>
      {children}
      {target ? <KillDialog project={project} {...target} onClose={() => setTarget(undefined)} /> : null}
    </KillContext>
  );
}
