import { unbroken } from "../words/unbroken.ts";
import classes from "./sentence.module.css";

// A long sentence in large letters fills a phone before anything else is seen.
const LONG = 240;

/** A flag's sentence, where it is set in bold as far as the colon. */
export function Sentence({ text, size = "sm" }: { text: string; size?: "sm" | "xl" }) {
  const words = unbroken(text);
  const colon = words.indexOf(": ");
  return (
    <p
      className={classes.sentence}
      style={{ fontSize: `var(--mantine-font-size-${text.length > LONG ? "sm" : size})` }}
    >
      <strong>{words.slice(0, colon + 1)}</strong>
      {words.slice(colon + 1)}
    </p>
  );
}
