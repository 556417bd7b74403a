import { unbroken } from "../words/unbroken.ts";
import { type Part, wordDiff } from "../words/word-diff.ts";
import classes from "./sentence.module.css";

interface SentenceDiffProps {
  before: string;
  after: string;
}

/** Two sentences with the words that differ marked: by shape as well as by colour. */
export function SentenceDiff({ before, after }: SentenceDiffProps) {
  const parts = wordDiff(unbroken(before), unbroken(after));
  return (
    <dl className={classes.diff}>
      <div className={classes.row}>
        <dt>Before</dt>
        <dd>
          <Marked parts={parts.before} className={classes.before} />
        </dd>
      </div>
      <div className={classes.row}>
        <dt>After</dt>
        <dd>
          <Marked parts={parts.after} className={classes.after} />
        </dd>
      </div>
    </dl>
  );
}

function Marked({ parts, className }: { parts: Part[]; className: string | undefined }) {
  return parts.map(({ text, changed }, index) =>
    changed ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other identity
      <mark key={index} className={className}>
        {text}
      </mark>
    ) : (
      text
    ),
  );
}
