import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import type { Flag } from "../api/types.ts";
import { KillContext } from "./kill-context.ts";

const load = async () => ({ default: (await import("./kill-dialog.tsx")).KillDialog });
const KillDialog = lazy(load);

/** The dialog lives above all screens: it stays while the page behind it changes. */
export function KillProvider({ project, children }: { project: string; children: ReactNode }) {
  const [target, setTarget] = useState<{ flag: Flag; environment: string }>();
  const open = useCallback((flag: Flag, environment: string) => setTarget({ flag, environment }), []);
  // Not part of the first load, but here before anybody can press.
  useEffect(() => void load(), []);
  return (
    <KillContext value={open}>
      {children}
      <Suspense>
        {target ? <KillDialog project={project} {...target} onClose={() => setTarget(undefined)} /> : null}
      </Suspense>
    </KillContext>
  );
}
