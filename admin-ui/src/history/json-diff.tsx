import { jsonDiff, type Line } from "../words/json-diff.ts";
import classes from "./history.module.css";

const CLASSES: Record<Line["sign"], string | undefined> = { " ": classes.same, "-": classes.left, "+": classes.came };

/** The change as data, with signs so that it can be read without colours. */
export function JsonDiff({ before, after }: { before: unknown; after: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre className={classes.json} tabIndex={0}>
      {jsonDiff(before, after).map(({ sign, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
        <span key={index} className={CLASSES[sign]}>
          {`${sign} ${text}`}
        </span>
      ))}
    </pre>
  );
}
