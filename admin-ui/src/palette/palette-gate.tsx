import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { isPaletteOpen, onPalette } from "./palette-store.ts";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));

/** Loads the palette when it is first asked for, and keeps it. */
export function PaletteGate() {
  const opened = useSyncExternalStore(onPalette, isPaletteOpen);
  const [wanted, setWanted] = useState(opened);
  useEffect(() => {
    if (opened) setWanted(true);
  }, [opened]);
  return wanted ? (
    <Suspense>
      <Palette opened={opened} />
    </Suspense>
  ) : null;
}
