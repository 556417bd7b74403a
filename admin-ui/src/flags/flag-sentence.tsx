import { sentence } from "@switchyard/core/words";
import type { Flag } from "../api/types.ts";
import { useEnvironments } from "../ui/project.ts";
import { unbroken } from "../words/unbroken.ts";
import classes from "./flags.module.css";

/** A flag as a sentence, where it matters most: the cells tell what it does elsewhere. */
export function FlagSentence({ flag }: { flag: Flag }) {
  const environment = useEnvironments().at(-1)?.key;
  const configuration = environment === undefined ? undefined : flag.environments[environment];
  if (!environment || !configuration || flag.archived) return null;
  const text = unbroken(sentence(flag, configuration, environment));
  return (
    <span className={classes.what} title={text}>
      {text}
    </span>
  );
}
