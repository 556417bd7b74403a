import { useEffect, useState } from "react";

const SAID_MS = 2000;

/** Copies, and says for a moment whether that was possible. */
export function useCopy(): { said: "copied" | "failed" | undefined; copy: (text: string) => void } {
  const [said, setSaid] = useState<"copied" | "failed">();
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return { said, copy: (text) => void toClipboard(text).then((done) => setSaid(done ? "copied" : "failed")) };
}

/** Over plain http, as a server of one's own often is reached, a browser has no clipboard but that of a selection. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const { selectAndCopy } = await import("./select-and-copy.ts");
    return selectAndCopy(text);
  }
}
