import { difference, type Step } from "./difference.ts";

export interface Part {
  text: string;
  changed: boolean;
}

/** Two texts with the words that differ marked, by longest common subsequence of words and punctuation. */
export function wordDiff(before: string, after: string): { before: Part[]; after: Part[] } {
  const steps = difference(words(before), words(after));
  return { before: parts(steps, "before"), after: parts(steps, "after") };
}

function words(text: string): string[] {
  return text.split(/(\s+|[;,:()]+|\.+(?=\s|$))/).filter((word) => word !== "");
}

/** One side's words; neighbours of one kind are one part, and a space between two changed words is changed as well. */
function parts(steps: readonly Step<string>[], side: "before" | "after"): Part[] {
  const mine = steps.filter(({ from }) => from === "both" || from === side);
  const isChanged = (index: number) => mine[index]?.from === side;
  const result: Part[] = [];
  mine.forEach(({ item: text }, index) => {
    const isSpace = text.trim() === "" && index > 0 && index < mine.length - 1;
    const changed = isSpace ? isChanged(index - 1) && isChanged(index + 1) : isChanged(index);
    const last = result.at(-1);
    if (last?.changed === changed) last.text += text;
    else result.push({ text, changed });
  });
  return result;
}
