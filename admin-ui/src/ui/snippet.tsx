import { Copy } from "./copy.tsx";
import classes from "./snippet.module.css";

/** Lines to paste; `label` says what the button copies. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div className={classes.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <span className={classes.copy}>
        <Copy value={text} label={label} />
      </span>
    </div>
  );
}
