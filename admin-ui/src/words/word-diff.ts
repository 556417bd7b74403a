import { difference, type Step } from "./difference.ts";

export interface Part {
  text: string;
  changed: boolean;
}

/** Two texts with the words that differ marked, by longest common subsequence of words and punctuation. */
export function wordDiff(before: string, after: string): { before: Part[]; after: Part[] } {
  const steps = withoutSplinters(difference(words(before), words(after)));
  return { before: parts(steps, "before"), after: parts(steps, "after") };
}

function words(text: string): string[] {
  return text.split(/(\s+|[;,:()]+|\.+(?=\s|$))/).filter((word) => word !== "");
}

/** A run of so many common words can be there by chance, such as "for" and "everyone". */
const SPLINTER = 2;
/** When so many times as many words differ on each side of it. */
const AROUND = 2;

/** One or two common words in the midst of others that differ say nothing: they are taken for changed, too. */
function withoutSplinters(steps: readonly Step<string>[]): Step<string>[] {
  const runs: Step<string>[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last && (last[0]?.from === "both") === (step.from === "both")) last.push(step);
    else runs.push([step]);
  }
  return runs.flatMap((run, index) => {
    const [left, right] = [runs[index - 1], runs[index + 1]];
    if (run[0]?.from !== "both" || !left || !right) return run;
    const count = wordsIn(run);
    if (count > SPLINTER || Math.min(wordsIn(left), wordsIn(right)) < AROUND * Math.max(1, count)) return run;
    return run.flatMap(({ item }): Step<string>[] => [
      { from: "before", item },
      { from: "after", item },
    ]);
  });
}

const wordsIn = (run: readonly Step<string>[]) => run.filter(({ item }) => /[\p{L}\p{N}]/u.test(item)).length;

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
